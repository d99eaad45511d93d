import { deflate } from './deflate.ts'
import { openSegmentThreads } from './segment-threads.ts'

/** RFC 1952, 2.3: magic number, deflate, no flags, time 0, slowest and smallest (2), system unknown (255). */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255)

/**
 * Compresses to a gzip member (RFC 1952) with Exuvia's own deflate. It is smaller than zlib's,
 * and its bytes depend on neither Node's zlib nor the pieces of the source nor the number of
 * threads. It keeps one segment per thread in memory.
 */
export async function* gzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield HEADER
  const threads = openSegmentThreads()
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
