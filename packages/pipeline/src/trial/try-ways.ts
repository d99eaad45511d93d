import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { Toolchain } from '@exuvia/compiler'
import type { RunContext } from '../context.ts'
import type { KnownFacts } from '../stages/entries.ts'
import { describeFiles } from '../stages/packing.ts'
import { type WayResult, type WayRuns, compareWays } from './compare-ways.ts'
import { readEntryPoints } from './read-tarball.ts'
import type { TriedCommand } from './run-command.ts'
import { type Run, confirmRuns, runTree } from './run-tree.ts'
import { type TrialSubject, importsOf } from './subjects.ts'
import type { Surroundings } from './surroundings.ts'
import { type Tree, prepareTree } from './tree.ts'
import { type BytecodeWay, BYTECODE_WAYS, type TrialWay } from './way.ts'
import { type WayContents, type WayEntries, entriesOf, writeWay } from './way-tree.ts'

/** A target of a project, compiled for each way. */
export interface WaysSubject {
  /** `cp312-any`. */
  readonly target: string
  readonly toolchain: Toolchain
  readonly of: (way: BytecodeWay) => WayContents
  /** Which commands run, as a release with these files has them. */
  readonly choose: (about: TrialSubject) => readonly TriedCommand[]
  /** Milliseconds for each import and each command. */
  readonly limit: number
}

/** Runs a target from source and in all other ways, one after the other. */
export async function tryWays(
  subject: WaysSubject,
  surroundings: Surroundings,
  context: RunContext,
): Promise<WayResult[]> {
  const { target, choose, limit } = subject
  const known: KnownFacts = new Map()
  const about = await describeRelease(subject, known, context)
  const write = (way: TrialWay): Promise<WayTree> =>
    writeTree(way, subject, about, known, surroundings, context)
  const commands = choose(about)
  const source = await write('source')
  const names = importsOf(about, await readEntryPoints(source.tree.root, about), 'all')
  const total = BYTECODE_WAYS.length + 1
  let done = 0
  const run = async (way: TrialWay, tree: Tree): Promise<Run> => {
    const ran = await runTree(tree, names, commands, limit, surroundings, context)
    done += 1
    context.progress({ kind: 'count', stage: 'try', label: `${target}, ${way}`, done, total })
    return ran
  }
  const first = await run('source', source.tree)
  const runs = new Map<BytecodeWay, WayRuns | string>()
  for (const way of BYTECODE_WAYS) {
    const { tree, folder, inFolder } = await write(way)
    if (way === 'zip' && tree.path === undefined) {
      runs.set(way, 'every distribution has machine code, which Python loads from no zip')
      continue
    }
    const wishes = { commands, limit }
    const ran = await run(way, tree)
    const both = await confirmRuns(tree, source.tree, ran, first, wishes, surroundings, context)
    runs.set(way, { here: both[0], beside: both[1], ...(inFolder === undefined ? {} : { inFolder }) })
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
  await rm(source.folder, { recursive: true, force: true, maxRetries: 3 })
  return compareWays(first, runs, about)
}

/** The release as a tarball without source would describe it; its modules and commands are those of all ways. */
async function describeRelease(
  { target, of }: WaysSubject,
  known: KnownFacts,
  { signal }: RunContext,
): Promise<TrialSubject> {
  const subject = of('no-source')
  const { inventory } = subject.compiled.plan.checked
  const { entries } = await entriesOf('no-source', subject, known, signal)
  return { name: inventory.name, version: inventory.version, target, files: describeFiles(entries) }
}

interface WayTree extends Pick<WayEntries, 'inFolder'> {
  readonly tree: Tree
  readonly folder: string
}

async function writeTree(
  way: TrialWay,
  { target, toolchain, of }: WaysSubject,
  about: TrialSubject,
  known: KnownFacts,
  surroundings: Surroundings,
  context: RunContext,
): Promise<WayTree> {
  const subject = of(way === 'source' ? 'no-source' : way)
  const folder = path.join(surroundings.folder, target, way)
  const files = await entriesOf(way, subject, known, context.signal)
  const more = await writeWay(files, subject, folder, context)
  const tree = { ...(await prepareTree(folder, about, toolchain)), ...more }
  return { tree, folder, ...(files.inFolder === undefined ? {} : { inFolder: files.inFolder }) }
}
