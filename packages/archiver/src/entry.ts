import { foldersOf, unsafePath } from '@exuvia/files'
import { ExuviaError, compareText, messageOf, outsideError, usageError } from '@exuvia/model'

/** A regular file to be packed. */
export interface Entry {
  /** Below the archive's root folder, with `/`. Written as it is given; no normalisation. */
  readonly path: string
  readonly mode: 0o644 | 0o755
  /** Bytes. */
  readonly size: number
  /** Its bytes, read once, when its turn comes. */
  readonly open: () => AsyncIterable<Uint8Array> | Promise<Uint8Array>
  /** Lower-case hex, where it is known: then a tarball's writer hashes nothing, and whoever reads it back compares. */
  readonly sha256?: string
}

/** What was written, as it came by; its digest is the entry's where that has one. */
export interface WrittenFile {
  /** As in the entry. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
}

/**
 * The order in an archive: by path, as code units.
 * @throws usage error `entry-path` if a path is unsafe, twice there, or a file and a folder at once
 */
export function orderEntries(entries: readonly Entry[]): readonly Entry[] {
  const sorted = [...entries].sort((a, b) => compareText(a.path, b.path))
  const files = new Set<string>()
  for (const { path } of sorted) {
    const problem = unsafePath(path) ?? (files.has(path) ? 'it is there twice' : undefined)
    if (problem !== undefined) throw usageError('entry-path', { path, reason: problem })
    files.add(path)
  }
  for (const { path } of sorted) {
    const folder = foldersOf(path).find((one) => files.has(one))
    if (folder !== undefined) {
      throw usageError('entry-path', { path, reason: `"${folder}" is a file` })
    }
  }
  return sorted
}

/**
 * The bytes of an entry, checked against its size as they come.
 * @throws outside error `entry-changed` if there are more or fewer; `entry-unreadable`
 */
export async function* entryBytes(entry: Entry): AsyncGenerator<Uint8Array> {
  let seen = 0
  try {
    const content = entry.open()
    if (Symbol.asyncIterator in content) {
      for await (const chunk of content) {
        seen += chunk.byteLength
        // Stop at once: what is too much must not get into the archive.
        if (seen > entry.size) throw changed(entry, `at least ${seen}`)
        yield chunk
      }
    } else {
      const bytes = await content
      seen = bytes.byteLength
      if (seen !== entry.size) throw changed(entry, String(seen))
      yield bytes
    }
  } catch (error) {
    if (error instanceof ExuviaError) throw error
    if (error instanceof Error && error.name === 'AbortError') throw error
    throw outsideError('entry-unreadable', { path: entry.path, reason: messageOf(error) }, { cause: error })
  }
  if (seen !== entry.size) throw changed(entry, String(seen))
}

function changed(entry: Entry, found: string): ExuviaError {
  return outsideError('entry-changed', { path: entry.path, expected: entry.size, found })
}
