import path from 'node:path'
import type { Toolchain } from '@exuvia/compiler'
import { type Finding, type Trial, finding } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { compareOutcomes } from './compare-outcomes.ts'
import { readEntryPoints } from './read-tarball.ts'
import type { TriedCommand } from './run-command.ts'
import {
  ALL_IMPORTS,
  type Run,
  type TrialWishes,
  confirmRuns,
  countWorked,
  modulesDifference,
  runTree,
} from './run-tree.ts'
import { importsOf, type TrialSubject } from './subjects.ts'
import { type Surroundings, isOffline } from './surroundings.ts'
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
    ;[here, beside] = await confirmRuns(tree, other, here, beside, wishes, surroundings, context)
  }
  return describe(artifact, tarball, here, beside, wishes, surroundings)
}

function describe(
  artifact: string,
  { about, toolchain, source }: TrialTarball,
  here: Run,
  beside: Run | undefined,
  { compareAll }: TrialWishes,
  surroundings: Surroundings,
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
      network: isOffline(toolchain, surroundings) ? 'off' : 'open',
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

/** Compares the sets of modules that all imports together gave, if all of them worked. */
function unlikeModules(here: Run, beside: Run | undefined, artifact: string): Finding[] {
  const how = beside === undefined ? undefined : modulesDifference(here, beside)
  if (how === undefined) return []
  const cure = 'find the import that depends on whether a module has its source'
  return [finding('trial-differs', 'warning', { artifact }, { what: ALL_IMPORTS, how, cure })]
}
