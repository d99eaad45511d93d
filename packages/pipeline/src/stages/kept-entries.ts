import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import type { KeptResults } from '@exuvia/project'
import { EXUVIA_VERSION } from '../version.ts'
import {
  type EntryFacts,
  type HashedEntry,
  type KnownFacts,
  type PlannedEntry,
  hashEntries,
} from './entries.ts'

/** Increase the number when the same bytes could give other facts. */
const FACTS = 'exuvia entries 1'

/**
 * Finds the facts about entries, as `hashEntries` does. Facts are kept by folder: a build reads again the folders in
 * which a file changed. Files on disk are read each time, because nothing but their bytes says that they are the same.
 * @throws refusal `bytecode-broken`
 */
export async function hashOrRecall(
  entries: readonly PlannedEntry[],
  known: KnownFacts,
  results: KeptResults,
  signal: AbortSignal,
): Promise<HashedEntry[]> {
  const unknown: { readonly fields: readonly string[]; readonly keys: readonly string[] }[] = []
  for (const [folder, group] of Map.groupBy(entries, ({ path }) => posix.dirname(path))) {
    const kept = group.flatMap(({ path, contentKey, identity }) =>
      contentKey === undefined || identity === undefined ? [] : [{ path, contentKey, identity }],
    )
    if (kept.every(({ contentKey }) => known.has(contentKey))) continue
    const names = JSON.stringify(kept.map(({ path, identity }) => [path, identity]))
    const fields = [FACTS, EXUVIA_VERSION, folder, createHash('sha256').update(names).digest('hex')]
    const keys = kept.map(({ contentKey }) => contentKey)
    const found = await results.find(fields)
    if (!isFacts(found, keys.length)) unknown.push({ fields, keys })
    else
      for (const [index, key] of keys.entries())
        if (!known.has(key)) known.set(key, Promise.resolve(found[index] as EntryFacts))
  }
  const hashed = await hashEntries(entries, known, signal)
  for (const { fields, keys } of unknown) {
    const facts = await Promise.all(keys.flatMap((key) => known.get(key) ?? []))
    await results.store(fields, facts)
  }
  return hashed
}

function isFacts(found: unknown, length: number): found is readonly EntryFacts[] {
  return (
    Array.isArray(found) &&
    found.length === length &&
    found.every((each: unknown) => typeof each === 'object' && each !== null && 'sha256' in each)
  )
}
