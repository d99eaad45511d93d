import { Readable, Transform } from 'node:stream'
import { createGzip } from 'node:zlib'
import { gzip, rechunk } from '@exuvia/deflate'
import { type Entry, orderEntries } from './entry.ts'
import { tarBytes } from './tar-bytes.ts'
import { PIECE, SMALLEST, type WrittenArchive, writeArchive } from './write-archive.ts'

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
  return writeArchive(out, options.signal, (files) =>
    compressed(tarBytes(ordered, options, files), options.level),
  )
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
