import { DOCSTRING_READERS, type Decision, type DocstringMode, type SourceUse } from '@exuvia/model'
import { type Breakage, type BreakageCheck, type BreakageContext, isReached } from './context.ts'

/** An operation that fails for None, which every docstring is under -OO, or for an empty text. */
export const operationsOnDocstrings: BreakageCheck = (use, context) => {
  if (use.kind !== 'doc-crash') return undefined
  const mode = missing(use, context)
  if (mode === undefined) return undefined
  const isCertain = isReached(use, context) || isDecorator(use, context)
  return {
    way: '-OO',
    severity: isCertain && isStripped(use, context) ? 'error' : 'warning',
    what: `${use.detail} is used on a docstring, which is ${mode === 'empty' ? 'empty' : 'None'}`,
    ...cureOf(use),
  }
}

/** Code that refuses to run without a docstring. */
export const refusalsWithoutDocstring: BreakageCheck = (use, context) => {
  if (use.kind !== 'doc-refused' || missing(use, context) === undefined) return undefined
  const isGiven = use.owner?.startsWith('parameter') === true
  const isCertain =
    (isGiven ? isDecorator(use, context, use.callers) : isReached(use, context)) ||
    (use.owner === 'self' && /^__(?:init|new)__$/.test(use.function))
  return {
    way: '-OO',
    severity: isCertain ? 'error' : 'warning',
    what: 'raises an exception where the docstring is missing',
    ...cureOf(use),
  }
}

/** A search in a docstring, which finds nothing where the docstring is missing: its author thought of that. */
export const searchesOfDocstrings: BreakageCheck = (use, context) => {
  if (use.kind !== 'doc-content' || use.use !== 'search') return undefined
  if (worst(ownersOf(use, context)) === 'keep') return undefined
  return {
    way: '-OO',
    severity: 'warning',
    what: `${use.detail}() looks for text in a docstring, which is missing`,
  }
}

/** Modules that a parser generator wrote from a grammar: `parsetab.py`, `yacctab_es5.py`, `parser_table.py`. */
const TABLES = /(?:yacc|parser?|pars)_?tab\w{0,60}\.py$/
/** And from the patterns of tokens: `lextab.py`, `angle_lextab.py`. */
const TOKEN_TABLES = /lex(?:er)?_?tab\w{0,60}\.py$/

/** A parser's rules. The parser can run without them only from tables that were made before and ship. */
export const docstringsAsGrammar: BreakageCheck = ({ kind, detail }, { facts, decided, path }) => {
  if (kind !== 'doc-grammar' || docstringsAt(decided.get(path)) === 'keep') return undefined
  // A parser that inherits from another runs as that one does.
  const mayUseTables = [...facts.files.values()].some((file) =>
    file?.uses.some((other) => other.kind === 'doc-grammar' && other.use === 'tables'),
  )
  const tables = detail.startsWith('t_') ? TOKEN_TABLES : TABLES
  const hasTables = mayUseTables && [...decided.keys()].some((each) => tables.test(each))
  return {
    way: '-OO',
    severity: hasTables ? 'warning' : 'error',
    what: `the docstrings of ${detail} and others are the rules of a grammar`,
  }
}

/** Docstrings that a library shows, as click does, or without which it refuses a function. */
export const docstringsForLibraries: BreakageCheck = (
  { kind, detail, use = '', level },
  { decided, path, isProject },
) => {
  const reader = DOCSTRING_READERS[detail]
  if (kind !== 'doc-shown' || reader === undefined || docstringsAt(decided.get(path)) === 'keep')
    return undefined
  // A project's own commands are what it is for; those of a dependency may be of no use to it.
  const isNeeded = reader.isRequired === true || (isProject && reader.takes.startsWith('the text of'))
  return {
    way: '-OO',
    severity: isNeeded && level === 'import' ? 'error' : 'warning',
    what: `${detail} takes ${reader.takes} from docstrings, such as that of ${use}`,
  }
}

/** An empty docstring is enough where only None is the problem, and nobody reads the text. */
function cureOf({ use }: SourceUse): Pick<Breakage, 'cure'> {
  return use === 'text' || use === 'shown' ? {} : { cure: 'docstrings = "empty"' }
}

/** What becomes of the docstring that a use reads, if the use cannot do with it. */
function missing(use: SourceUse, context: BreakageContext): DocstringMode | undefined {
  const mode = worst(ownersOf(use, context))
  const isCured = mode === 'keep' || (mode === 'empty' && use.use !== 'text')
  return isCured ? undefined : mode
}

/** Decisions about the modules that may have the docstring: of any module where it comes from a caller. */
function ownersOf({ owner = '' }: SourceUse, { decided, path }: BreakageContext): readonly Decision[] {
  const at = (found: readonly string[]): readonly Decision[] =>
    found.flatMap((each) => decided.get(each) ?? [])
  if (isOwn(owner)) return at([path])
  const imported = importedFrom(owner, path, decided)
  return imported.length > 0 ? at(imported) : [...decided.values()]
}

function worst(decisions: readonly Decision[]): DocstringMode {
  const modes = new Set(decisions.map(docstringsAt))
  if (modes.has('strip')) return 'strip'
  return modes.has('empty') ? 'empty' : 'keep'
}

/** Only bytecode without its source has other docstrings than its source. */
export function docstringsAt(decision: Decision | undefined): DocstringMode {
  return decision?.level?.docstrings ?? 'keep'
}

/** Whether a docstring stands in the module that reads it. */
function isOwn(owner: string): boolean {
  return owner === 'module' || owner === 'self' || owner === 'made' || /^(?:class|definition) /.test(owner)
}

/**
 * Whether the distribution decorates with one of the functions, so that the import of a module runs it on a definition
 * with a docstring: what is decorated, or what the decorator's call gets.
 */
function isDecorator(
  { owner, function: name }: SourceUse,
  { facts: { decorators } }: BreakageContext,
  names: readonly string[] = [name],
): boolean {
  return names.some((each) => {
    const givesOwn = decorators.has(`${each}(own)`)
    if (owner === 'parameter outer') return decorators.has(each) || givesOwn
    if (owner === 'parameter inner') return decorators.has(`${each}(`)
    return owner === 'parameter given' && givesOwn
  })
}

/** Whether the docstring is certainly one of this distribution's sources, not of a C module or a variable. */
function isStripped(use: SourceUse, context: BreakageContext): boolean {
  const owner = use.owner ?? ''
  if (isOwn(owner)) return true
  if (owner.startsWith('parameter')) return isDecorator(use, context) || isReached(use, context)
  return importedFrom(owner, context.path, context.decided).some(
    (path) => context.facts.files.has(path) && docstringsAt(context.decided.get(path)) !== 'keep',
  )
}

/** The modules of the distribution in which an imported name, from the module at a path, may stand. */
export function importedFrom(
  owner: string,
  path: string,
  decided: ReadonlyMap<string, Decision>,
): readonly string[] {
  if (!owner.startsWith('import ')) return []
  const imported = owner.slice('import '.length)
  const name = imported.replace(/^\.+/, '')
  const dots = imported.slice(0, imported.length - name.length)
  const places = modulesOf(name).flatMap((module) => candidates(dots, module, path))
  return places.filter((place) => decided.has(place))
}

/** The modules that a dotted name can begin with: `a.b.c` is a name in `a.b`, or in `a`. */
function modulesOf(name: string): readonly string[] {
  const parts = name.split('.')
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** Where a module is, from the module that imports it with that many dots. */
function candidates(dots: string, module: string, path: string): readonly string[] {
  const folder = dots === '' ? 'lib' : path.split('/').slice(0, -dots.length).join('/')
  return [`${folder}/${module}.py`, `${folder}/${module}/__init__.py`]
}
