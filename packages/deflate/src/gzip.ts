import { deflate } from './deflate.ts'
import { type SegmentEncoding, openSegmentThreads } from './segment-threads.ts'

/** RFC 1952, 2.3: magic number, deflate, no flags, time 0, how it was compressed, system unknown (255). */
const HEADER = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255] as const
const HOW = 8

/** Another encoder than Exuvia's own, and what the header says of it: 2 the smallest, 4 the fastest, 0 neither. */
export interface GzipOptions {
  readonly encoding: SegmentEncoding
  readonly how: 0 | 2 | 4
}

/**
 * Compresses to a gzip member (RFC 1952) with Exuvia's own deflate. It is smaller than zlib's,
 * and its bytes depend on neither Node's zlib nor the pieces of the source nor the number of
 * threads. It keeps one segment per thread in memory.
 * @param options with another encoder, the bytes depend on that instead
 */
export async function* gzip(
  source: AsyncIterable<Uint8Array>,
  { encoding: threads, how }: GzipOptions = { encoding: openSegmentThreads(), how: 2 },
): AsyncGenerator<Uint8Array> {
  yield Uint8Array.from(HEADER, (byte, index) => (index === HOW ? how : byte))
  const total = { crc: 0, size: 0 }
  try {
    yield* deflate(source, threads, total)
  } finally {
    threads.close()
  }
  // CRC-32 and the size modulo 2^32 (RFC 1952, 2.3.1).
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(total.crc)
  trailer.writeUInt32LE(total.size % 2 ** 32, 4)
  yield trailer
}
