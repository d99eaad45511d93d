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
import { type PlannedEntry, hashEntries } from '../stages/entries.ts'
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

/** Writes what a target's tarball would contain into a folder, with the times that the tarball has. */
export async function writeContents(
  compiled: Compiled,
  contents: TargetContents,
  folder: string,
  { signal }: RunContext,
): Promise<void> {
  const planned = applicationEntries(compiled, contents, indexUnits(compiled))
  const known = new Map()
  const entries = await hashEntries(planned, known, signal)
  addAll(entries, await hashEntries(recordEntries(describeFiles(entries)), known, signal))
  const { stem, checked } = compiled.plan
  for (const entry of entries) {
    signal.throwIfAborted()
    await writeEntry(entry, path.join(folder, stem, entry.path), checked.inventory.sourceDate)
  }
}

async function writeEntry(entry: PlannedEntry, at: string, time: number): Promise<void> {
  await mkdir(path.dirname(at), { recursive: true })
  await pipeline(entry.open(), createWriteStream(at, { flags: 'wx' }))
  await chmod(at, entry.mode)
  await utimes(at, time, time)
}
