import { availableParallelism } from 'node:os'
import { mapParallel } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { differenceOf } from './compare-outcomes.ts'
import { importModules } from './import-modules.ts'
import type { Outcome, Outcomes } from './outcome.ts'
import { type TriedCommand, runCommand } from './run-command.ts'
import type { ImportScope } from './subjects.ts'
import type { Surroundings } from './surroundings.ts'
import type { Tree } from './tree.ts'

/** What a trial does. */
export interface TrialWishes {
  readonly scope: ImportScope
  readonly commands: readonly TriedCommand[]
  /** Milliseconds for each import and each command. */
  readonly limit: number
  /** Whether everything runs from source too; else only what fails in the tarball. */
  readonly compareAll: boolean
}

/** What was done in one tree. */
export interface Run {
  readonly imports: Outcomes
  readonly commands: Outcomes
  /** Of all imports together. */
  readonly modules: readonly string[] | undefined
}

/** Imports modules and runs commands in one tree, both at once. @param limit milliseconds for each */
export async function runTree(
  tree: Tree,
  names: readonly string[],
  commands: readonly TriedCommand[],
  limit: number,
  surroundings: Surroundings,
  context: RunContext,
): Promise<Run> {
  const running = mapParallel(commands, availableParallelism(), async (command) => {
    const outcome = await runCommand(tree, command, limit, surroundings, context)
    return [command.label, outcome] as const
  })
  const [imported, ran] = await Promise.all([
    importModules(tree, names, limit, surroundings, context),
    running,
  ])
  return { imports: imported.outcomes, commands: new Map(ran), modules: imported.modules }
}

/**
 * Does again what is about to be reported: an import that fails here alone, in a process of its own in both trees; a
 * command that prints something else, once more from source. What then differs from itself is not compared.
 */
export async function confirmRuns(
  tree: Tree,
  other: Tree,
  here: Run,
  beside: Run,
  { commands, limit }: Pick<TrialWishes, 'commands' | 'limit'>,
  surroundings: Surroundings,
  context: RunContext,
): Promise<[Run, Run]> {
  const imports = [new Map(here.imports), new Map(beside.imports)] as const
  const ran = [new Map(here.commands), new Map(beside.commands)] as const
  const alone = async (where: Tree, name: string): Promise<Outcome | undefined> =>
    (await importModules(where, [name], limit, surroundings, context)).outcomes.get(name)
  const doubted = [...here.imports].flatMap(([name, { worked }]) =>
    !worked && beside.imports.get(name)?.worked === true ? [name] : [],
  )
  await mapParallel(doubted, availableParallelism(), async (name) => {
    for (const [index, where] of [tree, other].entries()) {
      const again = await alone(where, name)
      if (again !== undefined) imports[index]?.set(name, again)
    }
  })
  const unlike = commands.filter(({ label }) => {
    const [one, two] = [here.commands.get(label), beside.commands.get(label)]
    return one?.worked === true && two?.worked === true && differenceOf(one, two) !== undefined
  })
  await mapParallel(unlike, availableParallelism(), async (command) => {
    const first = beside.commands.get(command.label)
    const again = await runCommand(other, command, limit, surroundings, context)
    if (first === undefined || (again.worked && differenceOf(again, first) === undefined)) return
    for (const each of ran) each.set(command.label, { worked: true, how: '', lines: [] })
  })
  return [
    { ...here, imports: imports[0], commands: ran[0] },
    { ...beside, imports: imports[1], commands: ran[1] },
  ]
}

export function countWorked(outcomes: Outcomes): number {
  return [...outcomes.values()].filter(({ worked }) => worked).length
}

/** What a comparison of all imports together is called. */
export const ALL_IMPORTS = 'importing all modules'

/** How the sets of modules differ that all imports together gave, if all of them worked. */
export function modulesDifference(here: Run, beside: Run): string | undefined {
  const [one, two] = [wholeOf(here), wholeOf(beside)]
  return one.worked && two.worked ? differenceOf(one, two) : undefined
}

/** All imports as one. */
function wholeOf(run: Run): Outcome {
  const worked = [...run.imports.values()].every((each) => each.worked)
  return { worked, how: '', lines: [], modules: run.modules }
}
