import { Readable, type Transform } from 'node:stream'
import { type ZstdOptions, constants, createZstdCompress } from 'node:zlib'
import { type GzipOptions, gzip, openSegmentThreads, rechunk } from '@exuvia/deflate'
import { type Entry, orderEntries } from './entry.ts'
import { type KeptSegments, keepSegments } from './kept-segments.ts'
import { tarBytes } from './tar-bytes.ts'
import { PIECE, SMALLEST, type WrittenArchive, writeArchive } from './write-archive.ts'
import { xz } from './xz.ts'
import { openZlib, zlibName } from './zlib-segments.ts'

/** How an archive with one folder is written. */
export interface ArchiveOptions {
  /** The folder in the archive that contains everything: `tidemark-1.2.0`. */
  readonly root: string
  /** Seconds since 1970, the time of every entry. */
  readonly mtime: number
  /** 0 (least) to 10 (smallest, slowest). */
  readonly level: number
  readonly signal?: AbortSignal | undefined
}

/** How a tarball is written. */
export interface TarballOptions extends ArchiveOptions {
  readonly compression?: TarCompression
  /** Where `xz` is looked for; the process's own by default. */
  readonly env?: NodeJS.ProcessEnv
  /** What was compressed before, for `gz`; the bytes are the same without. */
  readonly kept?: KeptSegments | undefined
}

/** By the ending of the file's name. */
export type TarCompression = 'gz' | 'xz' | 'zst'

/** Increase the number when the encoder gives other bytes. */
const OWN_ENCODER = 'exuvia deflate 2'

/** `zstd -19` is the best without --ultra, whose results need more memory to unpack. */
const ZSTD_BEST = 19

/**
 * Writes a tarball with the same bytes on every machine: entries sorted, owners, times and
 * modes fixed, no time, name and system in the compressed file's header. It reads contents once, as a
 * stream, and leaves only the finished file under `out`.
 *
 * The encoders: for `gz` the zlib inside Node, and at level 10 Exuvia's own; for `zst` the zstd inside Node, at levels
 * 1, 3, 5 to 19, one thread; for `xz` the program `xz` (see `xz`). Only Exuvia's own gives the same bytes in every version.
 * @throws usage error `xz-missing`; outside error `xz-failed`; usage error `entry-path`; outside errors
 *   `entry-changed`, `entry-unreadable`, `disk-full`, `not-writable`, `no-output-folder`, `write-failed`; `interrupted` on abort
 */
export async function writeTarball(
  out: string,
  entries: readonly Entry[],
  options: TarballOptions,
): Promise<WrittenArchive> {
  const ordered = orderEntries(entries)
  return writeArchive(out, options.signal, (files) => compressed(tarBytes(ordered, options, files), options))
}

/** Makes the streams that compress a tar archive; the first is the source of its bytes. */
function compressed(
  tar: AsyncGenerator<Uint8Array>,
  { compression = 'gz', level, env = process.env, kept, signal }: TarballOptions,
): (Readable | Transform)[] {
  const options = { objectMode: false, highWaterMark: PIECE }
  // The results of these encoders depend on the pieces that they get.
  const pieces = rechunk(tar, PIECE)
  switch (compression) {
    case 'xz':
      return [Readable.from(xz(pieces, level, env, signal), options)]
    case 'zst':
      return [Readable.from(pieces, options), createZstdCompress(zstdOptions(level))]
    case 'gz':
      return [Readable.from(gzip(tar, gzipOptions(level, kept)), options)]
  }
}

/** With a checksum, which `zstd` writes and Node leaves out, so that damage shows. */
function zstdOptions(level: number): ZstdOptions {
  return {
    chunkSize: PIECE,
    params: {
      [constants.ZSTD_c_compressionLevel]: Math.min(2 * level + 1, ZSTD_BEST),
      [constants.ZSTD_c_checksumFlag]: 1,
    },
  }
}

/** Segments are encoded side by side, and those that were encoded before are taken from `kept`. */
function gzipOptions(level: number, kept: KeptSegments | undefined): GzipOptions {
  const own = level === SMALLEST
  const encoding = own ? openSegmentThreads() : openZlib(level)
  const name = own ? OWN_ENCODER : zlibName(level)
  return {
    encoding: kept === undefined ? encoding : keepSegments(encoding, name, kept),
    // As zlib sets it.
    how: level >= 9 ? 2 : level < 2 ? 4 : 0,
  }
}
