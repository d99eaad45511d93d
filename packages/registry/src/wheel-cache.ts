import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, rm, rmdir, stat, unlink, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { compareText, messageOf, outsideError, systemErrorCode } from '@exuvia/model'

/**
 * Downloaded wheels are `<cache>/wheels-1/<algorithm>/<2 hex>/<rest of the digest>/<file name>`, and answers of
 * indexes `<cache>/wheels-1/listings/<2 hex>/<62 hex>.json`. No name or content depends on credentials.
 */
const WHEELS = 'wheels-1'
export const LISTINGS = 'listings'

/** The algorithm whose digest names a file's place, best first. */
const ALGORITHMS = ['sha256', 'sha384', 'sha512'] as const

/** A hit counts as use for `pruneWheels` once a day; more would be a write for every read. */
const TOUCH_AFTER_MS = 24 * 3600 * 1000

/** Size of the cache of wheels. */
export interface WheelStatistics {
  readonly entries: number
  readonly bytes: number
}

/** The absolute folder below a cache that holds wheels and listings. */
export function wheelFolder(cache: string): string {
  return join(cache, WHEELS)
}

/**
 * The place of a file in a cache.
 * @param hashes algorithm → lower-case hex
 */
export function wheelPlace(
  cache: string,
  filename: string,
  hashes: Readonly<Record<string, string>>,
): string {
  const algorithm = ALGORITHMS.find((name) => hashes[name] !== undefined)
  const hex = algorithm === undefined ? undefined : hashes[algorithm]
  if (algorithm === undefined || hex === undefined) throw new Error(`${filename} has no digest`)
  return join(wheelFolder(cache), algorithm, hex.slice(0, 2), hex.slice(2), filename)
}

/** Whether a file has all of the digests. A missing file has none. */
export async function hasDigests(
  path: string,
  hashes: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<boolean> {
  const made = Object.entries(hashes).map(([name, hex]) => ({ hash: createHash(name), hex }))
  try {
    for await (const chunk of createReadStream(path, signal === undefined ? {} : { signal })) {
      for (const { hash } of made) hash.update(chunk as Uint8Array)
    }
  } catch (error) {
    if (signal?.aborted === true) throw error
    return false
  }
  return made.every(({ hash, hex }) => hash.digest('hex') === hex)
}

/** Marks a file as used today. */
export async function touch(path: string): Promise<void> {
  const now = Date.now()
  const info = await stat(path).catch(() => undefined)
  if (info === undefined || now - info.mtimeMs < TOUCH_AFTER_MS) return
  await utimes(path, now / 1000, now / 1000).catch(() => {})
}

interface Entry extends WheelStatistics {
  readonly path: string
  /** Milliseconds since 1970. */
  readonly lastUsed: number
  /** Undefined for the answer of an index. */
  readonly digest: readonly [algorithm: string, hex: string] | undefined
}

/** Measures the wheels of a cache; zero if there are none. */
export async function wheelStatistics(cache: string): Promise<WheelStatistics> {
  return sum(await listEntries(cache))
}

/** Removes all wheels of a cache and returns their size. */
export async function clearWheels(cache: string): Promise<WheelStatistics> {
  const entries = await listEntries(cache)
  await rm(wheelFolder(cache), { recursive: true, force: true }).catch((cause: unknown) => {
    throw outsideError('cache-unwritable', { folder: cache, reason: messageOf(cause) }, { cause })
  })
  return sum(entries)
}

/** Removes the wheels that were not used since a time; returns their size. */
export async function pruneWheels(cache: string, unusedSince: Date): Promise<WheelStatistics> {
  const old = (await listEntries(cache)).filter((entry) => entry.lastUsed < unusedSince.getTime())
  for (const { path } of old) await removeEntry(cache, path)
  return sum(old)
}

/** Compares every wheel of a cache with its digest and removes those that differ; returns their paths. */
export async function checkWheels(
  cache: string,
  signal?: AbortSignal,
): Promise<WheelStatistics & { readonly damaged: readonly string[] }> {
  const entries = await listEntries(cache)
  const damaged: string[] = []
  for (const { path, digest } of entries) {
    if (digest === undefined || (await hasDigests(path, { [digest[0]]: digest[1] }, signal))) continue
    damaged.push(path)
    await removeEntry(cache, path)
  }
  return { ...sum(entries), damaged: damaged.sort(compareText) }
}

async function removeEntry(cache: string, path: string): Promise<void> {
  try {
    await unlink(path)
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return
    throw outsideError('cache-unwritable', { folder: cache, reason: messageOf(cause) }, { cause })
  }
  // The folder of one wheel.
  await rmdir(dirname(path)).catch(() => {})
}

async function listEntries(cache: string): Promise<Entry[]> {
  const root = wheelFolder(cache)
  const names = await readdir(root, { recursive: true }).catch(() => [])
  const entries = await Promise.all(
    names.sort(compareText).map(async (name): Promise<Entry[]> => {
      const path = join(root, name)
      const info = await stat(path).catch(() => undefined)
      if (info?.isFile() !== true) return []
      const [top = '', start = '', rest = '', file] = name.split(/[/\\]/)
      const digest = file === undefined || top === LISTINGS ? undefined : ([top, `${start}${rest}`] as const)
      return [{ path, entries: 1, bytes: info.size, lastUsed: info.mtimeMs, digest }]
    }),
  )
  return entries.flat()
}

function sum(entries: readonly WheelStatistics[]): WheelStatistics {
  return {
    entries: entries.length,
    bytes: entries.reduce((total, entry) => total + entry.bytes, 0),
  }
}
