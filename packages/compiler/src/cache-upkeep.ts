import { createHash } from 'node:crypto'
import { readdir, rm, rmdir, stat, unlink } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { addAll, compareText, outsideError, messageOf, systemErrorCode } from '@exuvia/model'
import { ENTRIES, TAG } from './cache.ts'

/** Size of a cache. */
export interface CacheStatistics {
  readonly folder: string
  readonly entries: number
  readonly bytes: number
}

interface Entry {
  readonly path: string
  readonly bytes: number
  /** Milliseconds since 1970, exact to a day. */
  readonly lastUsed: number
}

/** Measures a cache; zero if there is none. */
export async function cacheStatistics(folder: string): Promise<CacheStatistics> {
  return summary(folder, await listEntries(folder))
}

/**
 * Digests a cache's content to 64 hex digits. Entry names cover source, compiler and result,
 * so the same content gives the same digits on every machine.
 */
export async function cacheContents(folder: string): Promise<string> {
  const hash = createHash('sha256')
  const paths = (await listEntries(folder)).map(({ path }) => relative(folder, path).split(sep).join('/'))
  for (const path of paths.sort(compareText)) hash.update(`${path}\n`)
  return hash.digest('hex')
}

/** Removes all entries of a cache and returns their size. Other files in the folder stay. */
export async function clearCache(folder: string): Promise<CacheStatistics> {
  const entries = await listEntries(folder)
  try {
    await rm(join(folder, ENTRIES), { recursive: true, force: true })
    await rm(join(folder, TAG), { force: true })
    await rmdir(folder).catch(() => {})
  } catch (cause) {
    throw outsideError('cache-unwritable', { folder, reason: messageOf(cause) }, { cause })
  }
  return summary(folder, entries)
}

/** Removes entries unused since a time and leftovers of killed runs; returns their size. */
export async function pruneCache(
  folder: string,
  options: { readonly unusedSince: Date },
): Promise<CacheStatistics> {
  const old = (await listEntries(folder)).filter((entry) => entry.lastUsed < options.unusedSince.getTime())
  for (const { path } of old) {
    await unlink(path).catch((cause: unknown) => {
      if (systemErrorCode(cause) === 'ENOENT') return
      throw outsideError('cache-unwritable', { folder, reason: messageOf(cause) }, { cause })
    })
  }
  return summary(folder, old)
}

async function listEntries(folder: string): Promise<Entry[]> {
  const root = join(folder, ENTRIES)
  const shards = await readdir(root).catch(() => [])
  const entries: Entry[] = []
  for (const shard of shards) {
    const names = await readdir(join(root, shard)).catch(() => [])
    const found = await Promise.all(
      names.map(async (name) => {
        const path = join(root, shard, name)
        const info = await stat(path).catch(() => undefined)
        return info?.isFile() ? [{ path, bytes: info.size, lastUsed: info.mtimeMs }] : []
      }),
    )
    addAll(entries, found.flat())
  }
  return entries
}

function summary(folder: string, entries: readonly Entry[]): CacheStatistics {
  return {
    folder,
    entries: entries.length,
    bytes: entries.reduce((sum, entry) => sum + entry.bytes, 0),
  }
}
