import { createHash } from 'node:crypto'
import { readdir, rm, rmdir, stat, unlink } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { compareText, outsideError, messageOf, systemErrorCode } from '@exuvia/model'
import { ENTRIES, TAG } from './cache.ts'

/** How much a cache holds. */
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

/** What a cache holds; nothing if there is no cache. */
export async function cacheStatistics(folder: string): Promise<CacheStatistics> {
  return summary(folder, await listEntries(folder))
}

/**
 * What a cache holds, as 64 hex digits. The entries' names say from which source by which
 * compiler, and what came out; so the same contents give the same digits on every machine.
 */
export async function cacheContents(folder: string): Promise<string> {
  const hash = createHash('sha256')
  const paths = (await listEntries(folder)).map(({ path }) => relative(folder, path).split(sep).join('/'))
  for (const path of paths.sort(compareText)) hash.update(`${path}\n`)
  return hash.digest('hex')
}

/** Removes everything that a cache holds, and says how much it was. Other files in the folder stay. */
export async function clearCache(folder: string): Promise<CacheStatistics> {
  const entries = await listEntries(folder)
  try {
    await rm(join(folder, ENTRIES), { recursive: true, force: true })
    await rm(join(folder, TAG), { force: true })
    await rmdir(folder).catch(() => {})
  } catch (cause) {
    throw outsideError('cache-unwritable', `cannot clear the bytecode cache ${folder}: ${messageOf(cause)}`, {
      cause,
    })
  }
  return summary(folder, entries)
}

/** Removes what has not been used since a time, and what killed runs left; says how much it was. */
export async function pruneCache(
  folder: string,
  options: { readonly unusedSince: Date },
): Promise<CacheStatistics> {
  const old = (await listEntries(folder)).filter((entry) => entry.lastUsed < options.unusedSince.getTime())
  for (const { path } of old) {
    await unlink(path).catch((cause: unknown) => {
      if (systemErrorCode(cause) === 'ENOENT') return
      throw outsideError('cache-unwritable', `cannot prune the bytecode cache: ${messageOf(cause)}`, {
        cause,
      })
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
    entries.push(...found.flat())
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
