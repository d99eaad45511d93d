import {
  type Command,
  compareText,
  type Distribution,
  type Finding,
  finding,
  scriptOfCode,
  usageError,
} from '@exuvia/model'
import { foldedPath } from '@exuvia/files'

/**
 * Lists the commands of one target that get a launcher: the entry points of the project, those of its dependencies
 * that `dependencies.scripts` names, and all scripts in Python. Within a distribution an entry point replaces a
 * script of its name, as pip writes entry points last.
 * @param contents all distributions of the target; the project itself has no `wheel`
 * @param chosen `dependencies.scripts`
 */
export function commandsOfTarget(
  contents: readonly Distribution[],
  chosen: ReadonlySet<string>,
  target: string,
): { readonly commands: readonly Command[]; readonly findings: readonly Finding[] } {
  const commands = new Map<string, { readonly command: Command; readonly owner: Distribution }>()
  const findings: Finding[] = []
  for (const owner of contents) {
    for (const command of commandsOf(owner)) {
      const isScript = 'code' in command.start
      if (!isScript && owner.wheel !== undefined && !chosen.has(command.name)) continue
      const key = foldedPath(command.name)
      const other = commands.get(key)
      if (other === undefined) {
        commands.set(key, { command, owner })
      } else if (!isSamePlace(command, other.command)) {
        const args = { command: command.name, first: other.owner.name, second: owner.name }
        findings.push(finding('command-collision', 'error', { target }, args))
      }
    }
  }
  return { commands: [...commands.values()].map(({ command }) => command), findings }
}

/**
 * Checks that each name of `dependencies.scripts` is a command of some dependency.
 * @throws usage error `unknown-command` with the commands that there are
 */
export function checkChosenCommands(
  chosen: ReadonlySet<string>,
  distributions: readonly Distribution[],
): void {
  const dependencies = distributions.filter(({ wheel }) => wheel !== undefined)
  const known = new Set(dependencies.flatMap((item) => commandsOf(item).map(({ name }) => name)))
  for (const command of chosen) {
    if (known.has(command)) continue
    throw usageError('unknown-command', {
      command,
      known: known.size === 0 ? 'none' : [...known].sort(compareText),
    })
  }
}

function commandsOf(distribution: Distribution): Command[] {
  const { id, entryPoints, files } = distribution
  const names = new Set(entryPoints.map(({ name }) => name))
  const scripts = files.flatMap(({ path, role }): Command[] => {
    const name = role === 'python' ? scriptOfCode(path) : undefined
    return name === undefined || names.has(name)
      ? []
      : [{ name, distribution: id, gui: false, start: { code: path } }]
  })
  const commands = entryPoints.map(({ name, module, attribute, gui }) => ({
    name,
    distribution: id,
    gui,
    start: { module, attribute },
  }))
  return [...commands, ...scripts]
}

/** Two distributions may bring the same script; other bytes at one path are a `path-collision`. */
function isSamePlace({ start }: Command, other: Command): boolean {
  return 'code' in start && 'code' in other.start && start.code === other.start.code
}
