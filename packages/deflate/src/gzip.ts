import { crc32 } from 'node:zlib'
import { rechunk } from './rechunk.ts'
import { SEGMENT } from './encode-segment.ts'
import { WINDOW } from './format.ts'
import { type Segment, THREADS, openSegmentThreads } from './segment-threads.ts'

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
  const encoded: Promise<Uint8Array>[] = []
  const trailer = Buffer.alloc(8)
  try {
    for await (const segment of segments(source, trailer)) {
      const encoding = threads.encode(segment)
      // The loop awaits it later; until then a failure must not count as unhandled.
      encoding.catch(() => undefined)
      encoded.push(encoding)
      if (encoded.length > THREADS) yield (await encoded.shift()) as Uint8Array
    }
    for (const encoding of encoded) yield await encoding
  } finally {
    threads.close()
  }
  yield trailer
}

/**
 * Yields segments, each with the window before it. It delays each segment until it knows whether
 * it is the last. An empty source gives one empty segment.
 * @param trailer receives the CRC-32 and the size modulo 2^32 at the end (RFC 1952, 2.3.1)
 */
async function* segments(source: AsyncIterable<Uint8Array>, trailer: Buffer): AsyncGenerator<Segment> {
  let held = { bytes: new Uint8Array(), start: 0 }
  let size = 0
  let crc = 0
  for await (const piece of rechunk(source, SEGMENT)) {
    if (size > 0) yield { ...held, last: false }
    crc = crc32(piece, crc)
    size += piece.byteLength
    const before = held.bytes.subarray(Math.max(held.bytes.length - WINDOW, 0))
    const bytes = new Uint8Array(before.length + piece.byteLength)
    bytes.set(before)
    bytes.set(piece, before.length)
    held = { bytes, start: before.length }
  }
  trailer.writeUInt32LE(crc)
  trailer.writeUInt32LE(size % 2 ** 32, 4)
  yield { ...held, last: true }
}
