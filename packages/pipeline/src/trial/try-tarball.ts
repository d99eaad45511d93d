import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { Toolchain } from '@exuvia/compiler'
import { type Finding, type Trial, finding, mapParallel } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { compareOutcomes, differenceOf } from './compare-outcomes.ts'
import { importModules } from './import-modules.ts'
import type { Outcome, Outcomes } from './outcome.ts'
import { readEntryPoints } from './read-tarball.ts'
import { type TriedCommand, runCommand } from './run-command.ts'
import { type ImportScope, importsOf, type TrialSubject } from './subjects.ts'
import type { Surroundings } from './surroundings.ts'
import { type Tree, prepareTree, unpackTree } from './tree.ts'

/** A tarball, and what is known of it before it runs. */
export interface TrialTarball {
  /** Absolute path. */
  readonly file: string
  readonly about: TrialSubject
  readonly toolchain: Toolchain
  /** Writes the same release as source into a folder; a text says why it cannot. */
  readonly source: ((folder: string) => Promise<void>) | string
}

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
interface Run {
  readonly imports: Outcomes
  readonly commands: Outcomes
  /** Of all imports together. */
  readonly modules: readonly string[] | undefined
}

/** Runs what a tarball contains, and the same from source. */
export async function tryTarball(
  tarball: TrialTarball,
  wishes: TrialWishes,
  surroundings: Surroundings,
  context: RunContext,
): Promise<Trial> {
  const { file, about, toolchain, source } = tarball
  const artifact = path.basename(file)
  const folder = path.join(surroundings.folder, artifact)
  const tree = await unpackTree(file, path.join(folder, 'packed'), about, toolchain)
  const names = importsOf(about, await readEntryPoints(tree.root, about), wishes.scope)
  const sourceTree = async (): Promise<Tree | undefined> => {
    if (typeof source === 'string') return undefined
    const at = path.join(folder, 'source')
    await source(at)
    return prepareTree(at, about, toolchain)
  }
  const runIn = (where: Tree, imports: readonly string[], commands: readonly TriedCommand[]): Promise<Run> =>
    runTree(where, imports, commands, wishes.limit, surroundings, context)

  let here: Run
  let beside: Run | undefined
  let other: Tree | undefined
  if (wishes.compareAll) {
    other = await sourceTree()
    ;[here, beside] = await Promise.all([
      runIn(tree, names, wishes.commands),
      other === undefined ? undefined : runIn(other, names, wishes.commands),
    ])
  } else {
    here = await runIn(tree, names, wishes.commands)
    const failed = names.filter((name) => here.imports.get(name)?.worked !== true)
    const failedCommands = wishes.commands.filter(({ label }) => here.commands.get(label)?.worked !== true)
    if (failed.length + failedCommands.length > 0) {
      other = await sourceTree()
      beside = other === undefined ? undefined : await runIn(other, failed, failedCommands)
    }
  }
  if (other !== undefined && beside !== undefined) {
    ;[here, beside] = await confirm(tree, other, here, beside, wishes, surroundings, context)
  }
  return describe(artifact, tarball, here, beside, wishes, surroundings)
}

async function runTree(
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
async function confirm(
  tree: Tree,
  other: Tree,
  here: Run,
  beside: Run,
  { commands, limit }: TrialWishes,
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

function describe(
  artifact: string,
  { about, toolchain, source }: TrialTarball,
  here: Run,
  beside: Run | undefined,
  { compareAll }: TrialWishes,
  { guard }: Surroundings,
): Trial {
  const all = new Map([...here.imports, ...here.commands])
  const others = beside === undefined ? undefined : new Map([...beside.imports, ...beside.commands])
  // Where only failures ran from source, what works has nothing to be compared with.
  const compared = compareAll ? all : new Map([...all].filter(([what]) => others?.has(what) ?? true))
  const { findings, unknown } = compareOutcomes(compared, others, about, artifact)
  return {
    result: {
      kind: 'tried',
      toolchain: toolchain.kind,
      version: toolchain.version,
      network: guard.length > 0 ? 'off' : 'open',
      modules: countWorked(here.imports),
      commands: countWorked(here.commands),
      unknown,
    },
    findings: [
      ...(typeof source === 'string' && (compareAll || unknown.length > 0)
        ? [finding('trial-no-source', 'warning', { artifact }, { reason: source })]
        : []),
      ...findings,
      ...(compareAll ? unlikeModules(here, beside, artifact) : []),
    ],
  }
}

function countWorked(outcomes: Outcomes): number {
  return [...outcomes.values()].filter(({ worked }) => worked).length
}

/** All imports as one. */
function wholeOf(run: Run): Outcome {
  const worked = [...run.imports.values()].every((each) => each.worked)
  return { worked, how: '', lines: [], modules: run.modules }
}

/** Compares the sets of modules that all imports together gave, if all of them worked. */
function unlikeModules(here: Run, beside: Run | undefined, artifact: string): Finding[] {
  if (beside === undefined) return []
  const [one, two] = [wholeOf(here), wholeOf(beside)]
  if (!one.worked || !two.worked) return []
  const how = differenceOf(one, two)
  if (how === undefined) return []
  const cure = 'find the import that depends on whether a module has its source'
  return [finding('trial-differs', 'warning', { artifact }, { what: 'importing all modules', how, cure })]
}
