import { stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeptFiles } from '@exuvia/files'

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

/** Marks a file as used today. */
export async function touch(path: string): Promise<void> {
  const now = Date.now()
  const info = await stat(path).catch(() => undefined)
  if (info === undefined || now - info.mtimeMs < TOUCH_AFTER_MS) return
  await utimes(path, now / 1000, now / 1000).catch(() => {})
}

/** The downloaded wheels and listings of a cache. The folders of a wheel are its digest; a listing has none. */
export function downloadedFiles(cache: string): KeptFiles {
  return {
    root: wheelFolder(cache),
    digestOf: ([top = '', start = '', rest = '', file]) =>
      file === undefined || top === LISTINGS ? undefined : [top, `${start}${rest}`],
  }
}
