import { createHash } from 'node:crypto'
import { rm, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  type CacheDatabase,
  explained,
  hasDatabase,
  openDatabase,
  removeDatabase,
  unwritable,
} from './cache-database.ts'
import { TAG, dayOf } from './cache.ts'

/** Size of a cache. */
export interface CacheStatistics {
  readonly folder: string
  readonly entries: number
  /** Of the code that they hold. */
  readonly bytes: number
}

/** The folder of an older format, with a file for each entry; nothing reads it. */
const FORMER = 'code-1'

/** Measures a cache; zero if there is none. @throws outside error `cache-unwritable` */
export async function cacheStatistics(folder: string): Promise<CacheStatistics> {
  const none = { entries: 0, bytes: 0 }
  return { folder, ...(withDatabase(folder, (database) => database.measure()) ?? none) }
}

/**
 * Digests a cache's content to 64 hex digits. Keys cover source and compiler, so the same content gives the same
 * digits on every machine.
 * @throws outside error `cache-unwritable`
 */
export async function cacheContents(folder: string): Promise<string> {
  const hash = createHash('sha256')
  withDatabase(folder, (database) => {
    for (const { key, digest } of database.names()) hash.update(key).update(digest)
  })
  return hash.digest('hex')
}

/** Removes all entries of a cache and returns their size. Other files in the folder stay. */
export async function clearCache(folder: string): Promise<CacheStatistics> {
  const statistics = await cacheStatistics(folder)
  try {
    removeDatabase(folder)
    await rm(join(folder, FORMER), { recursive: true, force: true })
    await rm(join(folder, TAG), { force: true })
    await rmdir(folder).catch(() => {})
  } catch (error) {
    throw unwritable(folder, error)
  }
  return statistics
}

/**
 * Removes entries unused since a time, exact to a day, and those of an older format; returns the size of the former.
 * @throws outside error `cache-unwritable`
 */
export async function pruneCache(
  folder: string,
  { unusedSince }: { readonly unusedSince: Date },
): Promise<CacheStatistics> {
  await rm(join(folder, FORMER), { recursive: true, force: true }).catch((error: unknown) => {
    throw unwritable(folder, error)
  })
  const before = dayOf(unusedSince.getTime())
  const removed = withDatabase(folder, (database) => {
    const old = database.measure(before)
    if (old.entries > 0) database.removeUnused(before)
    return old
  })
  return { folder, ...(removed ?? { entries: 0, bytes: 0 }) }
}

/** Undefined if the cache has no database. */
function withDatabase<T>(folder: string, work: (database: CacheDatabase) => T): T | undefined {
  if (!hasDatabase(folder)) return undefined
  const database = openDatabase(folder)
  try {
    return explained(folder, () => work(database))
  } finally {
    database.close()
  }
}
