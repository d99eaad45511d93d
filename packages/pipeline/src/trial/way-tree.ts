import path from 'node:path'
import { type Compiled, type SourceFile, type TargetContents } from '@exuvia/model'
import { cachePath, legacyPath } from '@exuvia/packaging'
import { makeFolder } from '@exuvia/files'
import { writeZip } from '@exuvia/archiver'
import type { RunContext } from '../context.ts'
import { type HashedEntry, type KnownFacts, type PlannedEntry, fileEntry } from '../stages/entries.ts'
import { targetFiles } from '../stages/target-files.ts'
import { MODULES_ZIP } from './outcome.ts'
import { asSource, contentEntries, writeEntries } from './source-tree.ts'
import { type TrialWay, isBesideSource } from './way.ts'

/** The release of one target, to be written in a way. */
export interface WayContents {
  readonly compiled: Compiled
  readonly contents: TargetContents
}

/** A target's files, in a way. */
export interface WayEntries {
  /** All of them, with their paths in the release. */
  readonly entries: readonly HashedEntry[]
  /** Those that go into a zip. */
  readonly zipped: readonly HashedEntry[]
  /** Of a zip: the distributions that stay beside it. */
  readonly inFolder?: readonly string[]
}

/** Lists the files of a target in a way; `known` is shared by all ways, so that they hash no file twice. */
export async function entriesOf(
  way: TrialWay,
  { compiled, contents }: WayContents,
  known: KnownFacts,
  signal: AbortSignal,
): Promise<WayEntries> {
  if (way === 'source') {
    const source = asSource(compiled.plan, compiled.compilers)
    return { entries: await contentEntries(source, contents, signal, known), zipped: [] }
  }
  const change = isBesideSource(way)
    ? (entries: readonly PlannedEntry[]) => besideSource(entries, compiled, contents)
    : undefined
  const entries = await contentEntries(compiled, contents, signal, known, change)
  if (way !== 'zip') return { entries, zipped: [] }
  const inFolder = nativeNames(compiled, contents)
  const zipped = entries.filter(
    ({ path: at, distribution }) =>
      at.startsWith('lib/') && distribution !== undefined && !inFolder.has(distribution),
  )
  return { entries, zipped, ...(inFolder.size === 0 ? {} : { inFolder: [...inFolder].toSorted() }) }
}

/** Adds the source of each module, and moves its bytecode to where Python takes it instead of the source (PEP 3147). */
function besideSource(
  entries: readonly PlannedEntry[],
  { plan: { checked } }: Compiled,
  contents: TargetContents,
): readonly PlannedEntry[] {
  const sources = new Map<string, SourceFile>()
  for (const { file, decision } of targetFiles(checked, contents)) {
    // A launcher names the bytecode of a script, and loads it from there.
    const isModule = decision.ship === 'bytecode' && file.path.startsWith('lib/')
    if (isModule) sources.set(legacyPath(file.path), file)
  }
  const { runtime } = contents.target
  return entries.flatMap((entry) => {
    const file = sources.get(entry.path)
    if (file === undefined) return [entry]
    const { distribution } = entry
    const source = { ...fileEntry(file), ship: 'source' as const }
    return [
      // Without a tag for its level, because Python itself runs without one.
      { ...entry, path: cachePath(file.path, runtime, 0) },
      distribution === undefined ? source : { ...source, distribution },
    ]
  })
}

/** The distributions with machine code: Python loads none from a zip. */
function nativeNames({ plan: { checked } }: Compiled, contents: TargetContents): ReadonlySet<string> {
  return new Set(
    targetFiles(checked, contents).flatMap(({ distribution, file }) =>
      file.role === 'native' || file.facts?.native !== undefined ? [distribution.name] : [],
    ),
  )
}

/**
 * Writes a target's files into a folder.
 * @returns where Python finds more modules: in the zip, if there is one
 */
export async function writeWay(
  { entries, zipped }: WayEntries,
  { compiled: { plan } }: WayContents,
  folder: string,
  { signal }: RunContext,
): Promise<{ readonly path?: string }> {
  const root = path.join(folder, plan.stem)
  const time = plan.checked.inventory.sourceDate
  const inZip = new Set(zipped)
  await writeEntries(
    entries.filter((entry) => !inZip.has(entry)),
    root,
    time,
    signal,
  )
  if (zipped.length === 0) return {}
  const file = path.join(root, MODULES_ZIP)
  const inside = zipped.map((entry) => ({ ...entry, path: entry.path.slice('lib/'.length) }))
  await makeFolder(path.dirname(file))
  await writeZip(file, inside, { root: 'lib', mtime: time, level: 1, signal })
  return { path: path.join(file, 'lib') }
}
