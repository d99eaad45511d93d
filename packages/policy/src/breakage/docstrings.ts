import type { SourceUse } from '@exuvia/model'
import type { BreakageCheck, BreakageContext } from './context.ts'

/** An operation that fails for None, which every docstring is under -OO. */
export const operationsOnDocstrings: BreakageCheck = (use, context) => {
  if (use.kind !== 'doc-crash') return undefined
  const isCertain = use.level === 'import' || isDecorator(use, context)
  return {
    way: '-OO',
    severity: isCertain && isStripped(use, context) ? 'error' : 'warning',
    what: `${use.detail} is used on a docstring, which is None`,
  }
}

/** Code that refuses to run without a docstring. */
export const refusalsWithoutDocstring: BreakageCheck = (use) => {
  if (use.kind !== 'doc-refused') return undefined
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
export const docstringsAsContent: BreakageCheck = ({ kind, detail, owner }) => {
  if (kind !== 'doc-content' || owner !== 'module') return undefined
  const name = detail.slice(detail.lastIndexOf('.') + 1)
  const content = READERS.get(name)
  if (content === undefined) return undefined
  return {
    way: '-OO',
    severity: name === 'docopt' ? 'error' : 'warning',
    what: `${name} takes ${content} from the docstring`,
  }
}

/** Whether the distribution decorates with the function, so that the import of a module runs it. */
function isDecorator({ owner, function: name }: SourceUse, { facts }: BreakageContext): boolean {
  return (
    (owner === 'parameter outer' && facts.decorators.has(name)) ||
    (owner === 'parameter inner' && facts.decorators.has(`${name}(`))
  )
}

/** Whether -OO removes this docstring: it is one of this distribution's sources, not of a C module or a variable. */
function isStripped(use: SourceUse, context: BreakageContext): boolean {
  const owner = use.owner ?? ''
  if (owner === 'module' || /^(?:class|definition) /.test(owner)) return true
  if (owner.startsWith('parameter')) return isDecorator(use, context)
  const imported = /^import (?:(.*)\.)?([^.]*)$/.exec(owner)
  if (imported === null) return false
  const folder = (imported[1] ?? '').replaceAll('.', '/')
  // `from package import __doc__`, or a name of a module in the same distribution.
  const ends = [`/${folder}.py`, `/${folder}/__init__.py`]
  return [...context.facts.files.keys()].some(
    (path) => ends.some((end) => path.endsWith(end)) && context.decided.get(path)?.ship === 'bytecode',
  )
}
