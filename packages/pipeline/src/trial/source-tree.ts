import { chmod, mkdir, utimes } from 'node:fs/promises'
import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import {
  type Compiled,
  type CompilerInfo,
  type Decision,
  type Decisions,
  type Plan,
  type TargetContents,
  addAll,
} from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { applicationEntries, indexUnits, recordEntries } from '../stages/contents.ts'
import { type HashedEntry, type KnownFacts, type PlannedEntry, hashEntries } from '../stages/entries.ts'
import { describeFiles } from '../stages/packing.ts'

/**
 * The same release with all of its modules as source: each file that ships as bytecode or both ships as source, and
 * nothing else changes.
 */
export function asSource(plan: Plan, compilers: readonly CompilerInfo[]): Compiled {
  const decisions = mapDecisions(plan.checked.decisions, (decision) =>
    decision.ship === 'bytecode' || decision.ship === 'both' ? { ...decision, ship: 'source' } : decision,
  )
  const source = { ...plan, checked: { ...plan.checked, decisions }, units: [] }
  // The mark is only a type; nothing is to compile.
  return { plan: source, compilers, units: [], findings: [] } as unknown as Compiled
}

/** Changes decisions; targets that share a map share the changed one. */
function mapDecisions(decisions: Decisions, change: (decision: Decision) => Decision): Decisions {
  const changed = new Map<ReadonlyMap<string, Decision>, ReadonlyMap<string, Decision>>()
  const ofFiles = (files: ReadonlyMap<string, Decision>): ReadonlyMap<string, Decision> => {
    const known = changed.get(files) ?? new Map([...files].map(([at, decision]) => [at, change(decision)]))
    changed.set(files, known)
    return known
  }
  return new Map(
    [...decisions].map(([id, targets]) => [
      id,
      new Map([...targets].map(([target, files]) => [target, ofFiles(files)])),
    ]),
  )
}

/**
 * Lists what a target's tarball would contain, RECORDs included.
 * @param change of the entries before RECORDs list them
 */
export async function contentEntries(
  compiled: Compiled,
  contents: TargetContents,
  signal: AbortSignal,
  known: KnownFacts = new Map(),
  change: (entries: readonly PlannedEntry[]) => readonly PlannedEntry[] = (entries) => entries,
): Promise<HashedEntry[]> {
  const planned = change(applicationEntries(compiled, contents, indexUnits(compiled)))
  const entries = await hashEntries(planned, known, signal)
  addAll(entries, await hashEntries(recordEntries(describeFiles(entries)), known, signal))
  return entries
}

/** Writes what a target's tarball would contain into a folder, with the times that the tarball has. */
export async function writeContents(
  compiled: Compiled,
  contents: TargetContents,
  folder: string,
  { signal }: RunContext,
): Promise<void> {
  const { stem, checked } = compiled.plan
  const entries = await contentEntries(compiled, contents, signal)
  await writeEntries(entries, path.join(folder, stem), checked.inventory.sourceDate, signal)
}

/**
 * Writes entries into a folder.
 * @param time of each file, in seconds since 1970: that of the tarball
 */
export async function writeEntries(
  entries: readonly PlannedEntry[],
  folder: string,
  time: number,
  signal: AbortSignal,
): Promise<void> {
  for (const entry of entries) {
    signal.throwIfAborted()
    const at = path.join(folder, entry.path)
    await mkdir(path.dirname(at), { recursive: true })
    await pipeline(entry.open(), createWriteStream(at, { flags: 'wx' }))
    await chmod(at, entry.mode)
    await utimes(at, time, time)
  }
}
