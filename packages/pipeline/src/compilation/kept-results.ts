import { type BytecodeCache, fieldsKey } from '@exuvia/compiler'
import type { KeptResults } from '@exuvia/project'

/**
 * Finds what an earlier run stored under these fields; undefined if there is nothing, or something damaged.
 * @param fields all that the result depends on, and first what it is, with a version of its own
 */
export async function findResult(cache: BytecodeCache, fields: readonly string[]): Promise<unknown> {
  const kept = cache.read(fieldsKey(fields))
  if (kept === undefined) return undefined
  try {
    return JSON.parse(Buffer.from(kept).toString('utf8'))
  } catch {
    // An entry that is no JSON is none of a result.
    return undefined
  }
}

/** Stores a result as JSON for later runs. @throws outside error `cache-unwritable` */
export async function storeResult(
  cache: BytecodeCache,
  fields: readonly string[],
  result: unknown,
): Promise<void> {
  cache.store(fieldsKey(fields), Buffer.from(JSON.stringify(result)))
}

/** The results of a cache, as a value for those who do not know the cache. */
export function keptResults(cache: BytecodeCache): KeptResults {
  return {
    find: (fields) => findResult(cache, fields),
    store: (fields, result) => storeResult(cache, fields, result),
  }
}
