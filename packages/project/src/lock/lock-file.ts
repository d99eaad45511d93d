import { resolve } from 'node:path'
import { type ExuviaError, usageError } from '@exuvia/model'
import type { TomlView } from '@exuvia/files'
import { type Marker, normalizeName, normalizeVersion, parseMarker } from '@exuvia/packaging'
import type { LockedFile } from './lock.ts'

/** The longest address, in characters. */
const MAX_URL = 8192

/** The digests that hashlib has on every machine and that no one can forge. */
const DIGEST_LENGTH: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 }

/** A mistake in a lock file, at a line. */
export function badLock(
  file: string,
  line: number | undefined,
  problem: string,
  advice: readonly string[] = [],
): ExuviaError {
  const subject = { path: file, ...(line === undefined ? {} : { line }) }
  return usageError('bad-lock', { problem, advice }, { subject })
}

/** Whether text is a digest that proves a file's bytes. */
export function isDigest(algorithm: string, hex: string): boolean {
  return DIGEST_LENGTH[algorithm] === hex.length && /^[0-9a-f]+$/.test(hex)
}

/** The last part of an address or path, decoded; undefined if it is no name for a file. */
export function filenameOf(address: string): string | undefined {
  const path = URL.canParse(address) ? new URL(address).pathname : address
  const last = path.split(/[/\\]/).at(-1) ?? ''
  try {
    const name = decodeURIComponent(last)
    return isFilename(name) ? name : undefined
  } catch {
    return undefined
  }
}

/** Whether a name is safe in every folder: no separator, no leading dot, no control character. */
function isFilename(name: string): boolean {
  return /^[A-Za-z0-9_][\w.+!~-]*$/.test(name) && name.length <= 255
}

/** What a lock says of a file. */
interface WrittenFile {
  readonly view: TomlView
  readonly url: string | undefined
  readonly path: string | undefined
  readonly name: string | undefined
  readonly hashes: Readonly<Record<string, string>>
}

/**
 * Reads one file of a lock.
 * @param folder absolute, for relative paths
 * @throws usage error `bad-lock`
 */
export function lockedFile({ view, url, path, name, hashes }: WrittenFile, folder: string): LockedFile {
  if (url === undefined && path === undefined) throw view.error(undefined, 'names neither url nor path')
  if (url !== undefined && !isHttp(url)) throw view.error('url', 'must be an address with https: or http:')
  const filename = name ?? filenameOf(url ?? path ?? '')
  if (filename === undefined || !isFilename(filename)) {
    throw view.error(undefined, 'has an address that does not end in the name of a file')
  }
  const known = Object.fromEntries(
    Object.entries(hashes)
      .map(([algorithm, hex]): [string, string] => [algorithm.toLowerCase(), hex.toLowerCase()])
      .filter(([algorithm, hex]) => isDigest(algorithm, hex)),
  )
  // Without a digest nobody knows whether the file is the one that was locked.
  if (url !== undefined && Object.keys(known).length === 0) {
    throw view.error(undefined, `has no SHA-2 digest of ${filename}`)
  }
  const size = view.value('size')
  return {
    filename,
    url,
    path: url === undefined ? resolve(folder, fromFileUrl(path ?? '')) : undefined,
    hashes: known,
    size: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined,
  }
}

/** Whether text is an address that can be fetched. */
export function isHttp(url: string): boolean {
  return url.length <= MAX_URL && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)
}

/** uv writes some local paths as `file:` addresses. */
export function fromFileUrl(path: string): string {
  if (!path.startsWith('file:') || !URL.canParse(path)) return path
  return decodeURIComponent(new URL(path).pathname)
}

/** Reads a marker. @throws usage error `bad-lock` */
export function markerAt(view: TomlView, key: string, text: string | undefined): Marker | undefined {
  if (text === undefined || text.trim() === '') return undefined
  const marker = parseMarker(text)
  if (marker === undefined) throw view.error(key, `is "${text}", which is no environment marker`)
  return marker
}

/** Reads a list of markers. @throws usage error `bad-lock` */
export function markersAt(view: TomlView, key: string): { readonly text: string; readonly marker: Marker }[] {
  return (view.strings(key) ?? []).flatMap((text) => {
    const marker = markerAt(view, key, text)
    return marker === undefined ? [] : [{ text, marker }]
  })
}

/** Reads the name of a package. @throws usage error `bad-lock` */
export function nameAt(view: TomlView): { readonly name: string; readonly normalizedName: string } {
  const name = view.string('name')
  if (name === undefined) throw view.error('name', 'is missing')
  return { name, normalizedName: normalizeName(name) }
}

/** Reads the version of a package. @throws usage error `bad-lock` */
export function versionAt(view: TomlView): string | undefined {
  const text = view.string('version')
  if (text === undefined) return undefined
  const version = normalizeVersion(text)
  if (version === undefined) throw view.error('version', `is "${text}", which is no version`)
  return version
}
