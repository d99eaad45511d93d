import { createHash } from 'node:crypto'
import { readdir, rm, rmdir, stat, unlink } from 'node:fs/promises'
import path from 'node:path'
import { compareText, messageOf, outsideError, systemErrorCode } from '@exuvia/model'
import { filePieces } from './file-pieces.ts'

/** A folder of a cache whose paths tell the digests of its files. */
export interface KeptFiles {
  /** Absolute; it need not exist. */
  readonly root: string
  /** The digest of a file by the parts of its path below the root; undefined if it has none. */
  readonly digestOf: (parts: readonly string[]) => readonly [algorithm: string, hex: string] | undefined
}

/** How many files there are, and their bytes. */
export interface KeptStatistics {
  readonly entries: number
  readonly bytes: number
}

interface Entry extends KeptStatistics {
  readonly path: string
  /** Milliseconds since 1970. */
  readonly lastUsed: number
  readonly digest: ReturnType<KeptFiles['digestOf']>
}

/** Measures a folder; zero if it does not exist. */
export async function measureKept(kept: KeptFiles): Promise<KeptStatistics> {
  return sum(await listEntries(kept))
}

/** Removes a folder. @returns what was in it @throws outside error `cache-unwritable` */
export async function clearKept(kept: KeptFiles): Promise<KeptStatistics> {
  const entries = await listEntries(kept)
  await rm(kept.root, { recursive: true, force: true }).catch((cause: unknown) => {
    throw outsideError('cache-unwritable', { folder: kept.root, reason: messageOf(cause) }, { cause })
  })
  return sum(entries)
}

/** Removes the files unused since a time. @returns what was removed @throws outside error `cache-unwritable` */
export async function pruneKept(kept: KeptFiles, unusedSince: Date): Promise<KeptStatistics> {
  const old = (await listEntries(kept)).filter((entry) => entry.lastUsed < unusedSince.getTime())
  for (const entry of old) await removeEntry(kept, entry.path)
  return sum(old)
}

/**
 * Compares every file with its digest and removes those that differ.
 * @returns what there was, and the absolute paths of what was removed
 * @throws outside error `cache-unwritable`; the reason of the signal
 */
export async function checkKept(
  kept: KeptFiles,
  signal?: AbortSignal,
): Promise<KeptStatistics & { readonly damaged: readonly string[] }> {
  const entries = await listEntries(kept)
  const damaged: string[] = []
  for (const entry of entries) {
    const { digest } = entry
    if (digest === undefined || (await hasDigests(entry.path, { [digest[0]]: digest[1] }, signal))) continue
    damaged.push(entry.path)
    await removeEntry(kept, entry.path)
  }
  return { ...sum(entries), damaged: damaged.sort(compareText) }
}

/** Whether a file has all of the digests. A missing file has none. */
export async function hasDigests(
  file: string,
  hashes: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<boolean> {
  const made = Object.entries(hashes).map(([name, hex]) => ({ hash: createHash(name), hex }))
  try {
    for await (const piece of filePieces(file)) {
      signal?.throwIfAborted()
      for (const { hash } of made) hash.update(piece)
    }
  } catch (error) {
    if (signal?.aborted === true) throw error
    return false
  }
  return made.every(({ hash, hex }) => hash.digest('hex') === hex)
}

async function removeEntry({ root }: KeptFiles, file: string): Promise<void> {
  try {
    await unlink(file)
  } catch (cause) {
    if (systemErrorCode(cause) === 'ENOENT') return
    throw outsideError('cache-unwritable', { folder: root, reason: messageOf(cause) }, { cause })
  }
  // The folders of one file, as far as they are empty.
  for (let folder = path.dirname(file); folder !== root; folder = path.dirname(folder)) {
    const isEmpty = await rmdir(folder).then(
      () => true,
      () => false,
    )
    if (!isEmpty) break
  }
}

async function listEntries({ root, digestOf }: KeptFiles): Promise<Entry[]> {
  const names = await readdir(root, { recursive: true }).catch(() => [])
  const entries = await Promise.all(
    names.sort(compareText).map(async (name): Promise<Entry[]> => {
      const file = path.join(root, name)
      const info = await stat(file).catch(() => undefined)
      if (info?.isFile() !== true) return []
      const digest = digestOf(name.split(/[/\\]/))
      return [{ path: file, entries: 1, bytes: info.size, lastUsed: info.mtimeMs, digest }]
    }),
  )
  return entries.flat()
}

function sum(entries: readonly KeptStatistics[]): KeptStatistics {
  return {
    entries: entries.length,
    bytes: entries.reduce((total, entry) => total + entry.bytes, 0),
  }
}
