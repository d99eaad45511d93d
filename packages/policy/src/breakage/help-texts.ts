import { type BreakageCheck, isReached } from './context.ts'
import { docstringsAt } from './docstrings.ts'

/** Functions that read a docstring's content, and what they take from it. */
const READERS: ReadonlyMap<string, string> = new Map([
  ['docopt', 'the options of the command'],
  ['ArgumentParser', 'the text of --help'],
  ['OptionParser', 'the text of --help'],
  ['add_parser', 'the text of --help'],
])

/** A docstring that serves as the options of a command, or as the text of its help. */
export const docstringsAsContent: BreakageCheck = (use, context) => {
  const { kind, detail, owner } = use
  if (kind !== 'doc-content' || docstringsAt(context.decided.get(context.path)) === 'keep') return undefined
  const name = detail.slice(detail.lastIndexOf('.') + 1)
  const content = READERS.get(name)
  const isDocopt = name === 'docopt'
  if (content !== undefined) {
    return isDocopt || owner === 'module'
      ? {
          way: '-OO',
          severity: isDocopt ? 'error' : 'warning',
          what: `${name} takes ${content} from the docstring`,
        }
      : undefined
  }
  // A command that gives its own docstring to any other function shows "None", or fails there.
  const isShown =
    owner === 'module' && use.level === 'call' && use.use !== 'search' && isReached(use, context)
  return isShown
    ? { way: '-OO', severity: 'error', what: `${detail} gets a docstring, which is None` }
    : undefined
}
