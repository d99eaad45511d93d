import { createHash } from 'node:crypto'
import { foldersOf, unsafePath } from '@exuvia/files'
import { ExuviaError, compareText, messageOf, outsideError, usageError } from '@exuvia/model'

/** A regular file to pack. */
export interface Entry {
  /** Below the archive's root folder, with `/`. Written unchanged, without normalisation. */
  readonly path: string
  readonly mode: 0o644 | 0o755
  /** Bytes. */
  readonly size: number
  /** Opens its bytes; called once, when needed. */
  readonly open: () => AsyncIterable<Uint8Array> | Promise<Uint8Array>
  /** Lower-case hex, if known. The tarball's writer then does not hash the file, and a later reader compares. */
  readonly sha256?: string
}

/** A written file. Its digest is the entry's if that has one. */
export interface WrittenFile {
  /** As in the entry. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
}

/**
 * Sorts entries as an archive orders them: by path, as code units.
 * @throws usage error `entry-path` if a path is unsafe, a duplicate, or both a file and a folder
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
 * Yields the bytes of an entry and checks them against its size.
 * @throws outside error `entry-changed` if there are more or fewer; `entry-unreadable`
 */
async function* entryBytes(entry: Entry): AsyncGenerator<Uint8Array> {
  let seen = 0
  try {
    const content = entry.open()
    if (Symbol.asyncIterator in content) {
      for await (const chunk of content) {
        seen += chunk.byteLength
        // Stop at once: excess bytes must not get into the archive.
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

/**
 * Yields the bytes of an entry as `entryBytes` does, and adds the file to `written` at their end. It hashes an entry
 * whose digest is not known.
 */
export async function* hashedBytes(entry: Entry, written: WrittenFile[]): AsyncGenerator<Uint8Array> {
  const { path, size, sha256 } = entry
  if (sha256 !== undefined) {
    yield* entryBytes(entry)
    written.push({ path, size, sha256 })
    return
  }
  const digest = createHash('sha256')
  for await (const chunk of entryBytes(entry)) {
    digest.update(chunk)
    yield chunk
  }
  written.push({ path, size, sha256: digest.digest('hex') })
}

function changed(entry: Entry, found: string): ExuviaError {
  return outsideError('entry-changed', { path: entry.path, expected: entry.size, found })
}
