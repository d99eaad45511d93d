import { HELP_PARSERS } from '@exuvia/model'
import { type BreakageCheck, isReached } from './context.ts'
import { docstringsAt } from './docstrings.ts'

/** Functions that read a docstring's content, and what they take from it. */
const READERS: ReadonlyMap<string, string> = new Map([
  ['docopt', 'the options of the command'],
  ...HELP_PARSERS.map((name) => [name, 'the text of --help'] as const),
])

/** Functions that print what they get, whatever it is. */
const PRINTERS: ReadonlySet<string> = new Set(['print', 'echo', 'secho', 'exit'])

/** A docstring that serves as the options of a command, or as the text of its help. */
export const docstringsAsContent: BreakageCheck = (use, context) => {
  const { kind, detail, owner } = use
  if (kind !== 'doc-content' || docstringsAt(context.decided.get(context.path)) === 'keep') return undefined
  const name = detail.slice(detail.lastIndexOf('.') + 1)
  const content = READERS.get(name)
  if (content !== undefined) {
    return {
      way: '-OO',
      // Without its options a command does not run; without its help it does.
      severity: name === 'docopt' ? 'error' : 'warning',
      what: `${name} takes ${content} from the docstring`,
    }
  }
  // A command that gives its own docstring to any other function fails there; one that prints it shows "None".
  const isShown =
    owner === 'module' && use.level === 'call' && use.use !== 'search' && isReached(use, context)
  return isShown
    ? {
        way: '-OO',
        severity: PRINTERS.has(name) ? 'warning' : 'error',
        what: `${detail} gets a docstring, which is None`,
      }
    : undefined
}
