import { statSync } from 'node:fs'
import { type ExuviaError, outsideError, refusal } from '@exuvia/model'
import { entryGate } from './archive-entry.ts'
import { READ_LIMITS, type ReadLimits, readBudget } from './limits.ts'
import { shown } from './names.ts'
import { openZip, readZipItem } from './open-zip.ts'
import { withoutCopies } from './zip-copies.ts'
import type { ZipItem } from './zip-directory.ts'

/** One file in a zip archive. */
export interface ZipEntry {
  /** With `/`, relative, checked. */
  readonly path: string
  /** Bytes, unpacked. */
  readonly size: number
  readonly executable: boolean
  /** How many more entries have this path and content. */
  readonly copies: number
}

interface ListedEntry extends ZipEntry {
  readonly item: ZipItem
}

const cache = new Map<string, Promise<ReadonlyMap<string, ListedEntry>>>()
const CACHED_ARCHIVES = 32

/**
 * Lists the files of a zip archive by path, to pick from it by name as from a folder. It
 * refuses what `readArchive` refuses, and also names that are the same file on some systems.
 * @param limits `copies`: how many identical copies of a file to leave out instead
 * @throws refusals as `readArchive`; system errors
 */
export async function listZip(
  archive: string,
  limits: Pick<ReadLimits, 'copies'> = READ_LIMITS,
): Promise<ReadonlyMap<string, ZipEntry>> {
  const entries = await entriesOf(archive)
  for (const { path, copies } of entries.values())
    if (copies > limits.copies) throw unsafe(archive, path, 'it is there twice')
  return entries
}

/**
 * Yields the unpacked bytes of one file of an archive, and checks its size and CRC-32.
 * @throws refusal `archive-damaged`, outside error `file-missing`; system errors
 */
export async function* openZipEntry(archive: string, path: string): AsyncGenerator<Uint8Array> {
  const entry = (await entriesOf(archive)).get(path)
  if (entry === undefined) throw outsideError('entry-missing', { archive, path })
  yield* readZipItem(archive, entry.item)
}

async function entriesOf(archive: string): Promise<ReadonlyMap<string, ListedEntry>> {
  const { mtimeMs, size } = statSync(archive)
  const key = `${archive}\0${mtimeMs}\0${size}`
  let entries = cache.get(key)
  if (entries === undefined) {
    entries = listEntries(archive)
    cache.set(key, entries)
    const oldest = cache.keys().next().value
    if (cache.size > CACHED_ARCHIVES && oldest !== undefined) cache.delete(oldest)
  }
  return entries
}

async function listEntries(archive: string): Promise<ReadonlyMap<string, ListedEntry>> {
  const entries = new Map<string, ListedEntry>()
  const gate = entryGate(archive)
  const zip = await openZip(archive, readBudget(archive, READ_LIMITS))
  try {
    const { items, copies } = await withoutCopies(zip)
    for (const { item, raw } of items) {
      const entry = gate(raw)
      if (entry?.type !== 'file') continue
      if (entry.collidesWith !== undefined)
        throw unsafe(
          archive,
          raw.path,
          `it and "${shown(entry.collidesWith)}" are the same file on some systems`,
        )
      const { path, size, mode } = entry
      entries.set(path, {
        path,
        size,
        executable: (mode & 0o100) !== 0,
        copies: copies.get(raw.path) ?? 0,
        item,
      })
    }
  } finally {
    await zip.close()
  }
  return entries
}

function unsafe(archive: string, path: string, why: string): ExuviaError {
  return refusal('archive-unsafe', { file: archive, reason: `"${shown(path)}": ${why}` })
}
