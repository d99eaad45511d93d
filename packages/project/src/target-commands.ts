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
 * that `dependencies.scripts` names, and all scripts in Python. Where an entry point and a script of other
 * distributions have one name, see `findSharedCommands`.
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
    for (const command of entryCommands(owner)) {
      if (owner.wheel !== undefined && !chosen.has(command.name)) continue
      const key = foldedPath(command.name)
      const other = commands.get(key)
      if (other === undefined) {
        commands.set(key, { command, owner })
      } else {
        const args = { command: command.name, first: other.owner.name, second: owner.name }
        findings.push(finding('command-collision', 'error', { target }, args))
      }
    }
  }
  for (const owner of contents) {
    for (const command of scriptCommands(owner)) {
      const key = foldedPath(command.name)
      if (!commands.has(key)) commands.set(key, { command, owner })
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
  return [...entryCommands(distribution), ...scriptCommands(distribution)]
}

function entryCommands({ id, entryPoints }: Distribution): Command[] {
  return entryPoints.map(({ name, module, attribute, gui }) => ({
    name,
    distribution: id,
    gui,
    start: { module, attribute },
  }))
}

function scriptCommands({ id, files }: Distribution): Command[] {
  return files.flatMap(({ path, role }): Command[] => {
    const name = role === 'python' ? scriptOfCode(path) : undefined
    return name === undefined ? [] : [{ name, distribution: id, gui: false, start: { code: path } }]
  })
}
