import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { ExuviaError, message } from '@exuvia/model'
import { gzip, rechunk } from '@exuvia/deflate'
import { writeAtomically } from '@exuvia/files'
import { type Entry, type WrittenFile, orderEntries } from './entry.ts'
import { tarBytes } from './tar-bytes.ts'

/** How a tarball is written. */
export interface TarballOptions {
  /** The folder in the archive that contains everything: `tidemark-1.2.0`. */
  readonly root: string
  /** Seconds since 1970, the time of every entry. */
  readonly mtime: number
  /** 0 to 9 are zlib's levels; 10 is Exuvia's own encoder: smallest, slower. */
  readonly level: number
  readonly signal?: AbortSignal | undefined
}

/** A finished tarball. */
export interface WrittenArchive {
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  /** In the archive's order. */
  readonly files: readonly WrittenFile[]
}

const PIECE = 256 * 1024
/** The level above zlib's. */
export const SMALLEST = 10

/**
 * Writes a `.tar.gz` with the same bytes on every machine: entries sorted, owners, times and
 * modes fixed, the gzip header without time, name and system. It reads contents once, as a
 * stream, and leaves only the finished file under `out`.
 * @throws usage error `entry-path`; outside errors `entry-changed`, `entry-unreadable`,
 *   `disk-full`, `not-writable`, `no-output-folder`, `write-failed`; `interrupted` on abort
 */
export async function writeTarball(
  out: string,
  entries: readonly Entry[],
  options: TarballOptions,
): Promise<WrittenArchive> {
  const ordered = orderEntries(entries)
  return writeAtomically(out, async (file) => {
    const files: WrittenFile[] = []
    const sink = hashingSink(file)
    const tar = tarBytes(ordered, options, files)
    try {
      await pipeline(
        [...compressed(tar, options.level), sink.stream],
        options.signal === undefined ? {} : { signal: options.signal },
      )
    } catch (error) {
      throw options.signal?.aborted === true ? interrupted(error) : error
    }
    return { ...sink.result(), files }
  })
}

/** Hashes and counts what it writes to a file. */
export function hashingSink(file: FileHandle): {
  readonly stream: Writable
  readonly result: () => { readonly size: number; readonly sha256: string }
} {
  const digest = createHash('sha256')
  let size = 0
  const stream = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      digest.update(chunk)
      size += chunk.byteLength
      // Call back without an argument on success, with the error on failure.
      writeFully(file, chunk).then(
        () => process.nextTick(done),
        (error: Error) => process.nextTick(done, error),
      )
    },
  })
  return { stream, result: () => ({ size, sha256: digest.digest('hex') }) }
}

/** Makes the error for a run that the user stopped. */
export function interrupted(cause: unknown): ExuviaError {
  return cause instanceof ExuviaError && cause.kind === 'interrupted'
    ? cause
    : new ExuviaError('interrupted', message('interrupted'), { cause })
}

async function writeFully(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength;) {
    const { bytesWritten } = await file.write(chunk, offset, chunk.byteLength - offset)
    offset += bytesWritten
  }
}

/** Makes the streams that compress a tar archive with gzip; the first is the source of its bytes. */
function compressed(tar: AsyncGenerator<Uint8Array>, level: number): (Readable | Transform)[] {
  const options = { objectMode: false, highWaterMark: PIECE }
  if (level === SMALLEST) return [Readable.from(gzip(tar), options)]
  return [
    Readable.from(rechunk(tar, PIECE), options),
    createGzip({ level, chunkSize: PIECE }),
    plainGzipHeader(),
  ]
}

/** Replaces byte 9 (RFC 1952), in which zlib names its system, by 255 for "unknown", the same everywhere. */
function plainGzipHeader(): Transform {
  let position = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (position <= 9 && position + chunk.length > 9) chunk[9 - position] = 255
      position += chunk.length
      done(null, chunk)
    },
  })
}
