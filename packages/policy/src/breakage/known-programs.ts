import type { BytecodeWay } from './context.ts'

/** What is known of a published package, and its sources alone do not show. */
export interface KnownProgram {
  /** PEP 503. */
  readonly name: string
  /** A specifier (PEP 440) of the versions for which it is true; empty for all. */
  readonly versions: string
  readonly way: BytecodeWay
  /** Whose form matters: the package's own, or that of the distributions that require it. */
  readonly of: 'itself' | 'callers'
  /** Whether empty docstrings are enough, for `-OO`. */
  readonly cure?: 'empty' | 'keep'
  /** The modules that matter, if not all do; without one of them the break is only possible. */
  readonly modules?: RegExp
  /** A sentence without its subject, which is the package. */
  readonly what: string
}

/** Packages that break in a way that no check sees in one source. */
export const KNOWN_PROGRAMS: readonly KnownProgram[] = [
  {
    name: 'docopt',
    versions: '',
    way: '-OO',
    of: 'callers',
    cure: 'keep',
    what: 'reads the options of a command from the docstrings of its callers',
  },
  {
    name: 'ply',
    versions: '',
    way: '-OO',
    of: 'callers',
    cure: 'keep',
    what: 'reads grammars from the docstrings of its callers',
  },
  {
    name: 'pycparser',
    versions: '<2.21',
    way: '-OO',
    of: 'itself',
    cure: 'keep',
    what: 'builds the rules of its grammar from docstrings',
  },
  {
    name: 'seaborn',
    versions: '>=0.11,<0.11.2',
    way: '-OO',
    of: 'itself',
    cure: 'keep',
    what: 'takes the descriptions of parameters from its docstrings while it is imported',
  },
  {
    name: 'icecream',
    versions: '',
    way: 'no-source',
    of: 'callers',
    what: 'prints the arguments of ic() from the source of its callers',
  },
  {
    name: 'icontract',
    versions: '',
    way: 'no-source',
    of: 'callers',
    what: 'shows a contract that does not hold from the source of its callers',
  },
  {
    name: 'ast-tools',
    versions: '',
    way: 'no-source',
    of: 'callers',
    what: 'rewrites functions of its callers from their source',
  },
  {
    name: 'snoop',
    versions: '',
    way: 'no-source',
    of: 'callers',
    what: 'prints the lines of its callers from their source',
  },
  {
    name: 'pysnooper',
    versions: '',
    way: 'no-source',
    of: 'callers',
    what: 'prints the lines of its callers from their source',
  },
  {
    name: 'sorcery',
    versions: '',
    way: 'no-source',
    of: 'callers',
    what: 'finds the calls of its callers in their source',
  },
  {
    name: 'nikola',
    versions: '<8.3',
    way: 'no-source',
    of: 'itself',
    what: 'lets Yapsy look for its plug-ins, which finds only .py files',
  },
  {
    name: 'myhdl',
    versions: '',
    way: 'no-source',
    of: 'callers',
    what: 'converts hardware from the source of its callers',
  },
  {
    name: 'varname',
    versions: '',
    way: 'no-source',
    of: 'callers',
    what: 'reads the names of variables from the source of its callers',
  },
  {
    name: 'tyro',
    versions: '<0.9',
    way: 'no-source',
    of: 'callers',
    what: 'reads the comments beside fields from the source of its callers',
  },
  {
    name: 'alembic',
    versions: '',
    way: 'no-source',
    of: 'callers',
    modules: /\/versions\/[^/]+\.py$/,
    what: 'finds only migrations in .py files, unless alembic.ini has sourceless = true',
  },
  {
    name: 'dash',
    versions: '>=2.5',
    way: 'no-source',
    of: 'callers',
    modules: /\/pages\//,
    what: 'finds only pages in .py files',
  },
  {
    name: 'friendly-traceback',
    versions: '',
    way: 'no-source',
    of: 'callers',
    what: 'explains the source lines of its callers',
  },
]
