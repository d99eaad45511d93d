import type { Decision, DocstringMode, SourceUse } from '@exuvia/model'
import type { BreakageCheck, BreakageContext } from './context.ts'

/** An operation that fails for None, which every docstring is under -OO, or for an empty text. */
export const operationsOnDocstrings: BreakageCheck = (use, context) => {
  if (use.kind !== 'doc-crash') return undefined
  const mode = missing(use, context)
  if (mode === undefined) return undefined
  const isCertain = use.level === 'import' || isDecorator(use, context)
  return {
    way: '-OO',
    severity: isCertain && isStripped(use, context) ? 'error' : 'warning',
    what: `${use.detail} is used on a docstring, which is ${mode === 'empty' ? 'empty' : 'None'}`,
  }
}

/** Code that refuses to run without a docstring. */
export const refusalsWithoutDocstring: BreakageCheck = (use, context) => {
  if (use.kind !== 'doc-refused' || missing(use, context) === undefined) return undefined
  const isReached =
    use.level === 'import' || (use.owner === 'self' && /^__(?:init|new)__$/.test(use.function))
  return {
    way: '-OO',
    severity: isReached ? 'error' : 'warning',
    what: 'raises an exception where the docstring is missing',
  }
}

/** Functions that read a docstring's content, and what they take from it. */
const READERS: ReadonlyMap<string, string> = new Map([
  ['docopt', 'the options of the command'],
  ['ArgumentParser', 'the text of --help'],
  ['OptionParser', 'the text of --help'],
  ['add_parser', 'the text of --help'],
])

/** A docstring that serves as a grammar or as the text of a command's help. */
export const docstringsAsContent: BreakageCheck = ({ kind, detail, owner }, { decided, path }) => {
  if (kind !== 'doc-content' || owner !== 'module' || docstringsAt(decided.get(path)) === 'keep')
    return undefined
  const name = detail.slice(detail.lastIndexOf('.') + 1)
  const content = READERS.get(name)
  if (content === undefined) return undefined
  return {
    way: '-OO',
    severity: name === 'docopt' ? 'error' : 'warning',
    what: `${name} takes ${content} from the docstring`,
  }
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
  const imported = importedFrom(owner, decided)
  return imported.length > 0 ? at(imported) : [...decided.values()]
}

function worst(decisions: readonly Decision[]): DocstringMode {
  const modes = new Set(decisions.map(docstringsAt))
  if (modes.has('strip')) return 'strip'
  return modes.has('empty') ? 'empty' : 'keep'
}

/** Only bytecode without its source has other docstrings than its source. */
function docstringsAt(decision: Decision | undefined): DocstringMode {
  return decision?.level?.docstrings ?? 'keep'
}

/** Whether a docstring stands in the module that reads it. */
function isOwn(owner: string): boolean {
  return owner === 'module' || /^(?:class|definition) /.test(owner)
}

/** Whether the distribution decorates with the function, so that the import of a module runs it. */
function isDecorator({ owner, function: name }: SourceUse, { facts }: BreakageContext): boolean {
  return (
    (owner === 'parameter outer' && facts.decorators.has(name)) ||
    (owner === 'parameter inner' && facts.decorators.has(`${name}(`))
  )
}

/** Whether the docstring is certainly one of this distribution's sources, not of a C module or a variable. */
function isStripped(use: SourceUse, context: BreakageContext): boolean {
  const owner = use.owner ?? ''
  if (isOwn(owner)) return true
  if (owner.startsWith('parameter')) return isDecorator(use, context)
  return importedFrom(owner, context.decided).some(
    (path) => context.facts.files.has(path) && docstringsAt(context.decided.get(path)) !== 'keep',
  )
}

/** `from package import __doc__`, or a name of a module in the same distribution: the modules that it may mean. */
function importedFrom(owner: string, decided: ReadonlyMap<string, Decision>): readonly string[] {
  const imported = /^import (?:(.*)\.)?([^.]*)$/.exec(owner)
  if (imported === null) return []
  const folder = (imported[1] ?? '').replaceAll('.', '/')
  const ends = [`/${folder}.py`, `/${folder}/__init__.py`]
  return [...decided.keys()].filter((path) => ends.some((end) => path.endsWith(end)))
}
