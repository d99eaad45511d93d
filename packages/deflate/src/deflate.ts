import { crc32 } from 'node:zlib'
import { cut } from './cut.ts'
import { WINDOW } from './format.ts'
import { type Segment, type SegmentEncoding, THREADS } from './segment-threads.ts'

/** What a container (gzip, zip) names beside the compressed bytes. Complete once the stream has ended. */
export interface Deflated {
  /** CRC-32 of the bytes before compression. */
  crc: number
  /** Their number. */
  size: number
}

/**
 * Yields a deflate stream (RFC 1951) without a container. It keeps one segment per thread in memory.
 * @param total counts the bytes of the source
 */
export async function* deflate(
  source: AsyncIterable<Uint8Array>,
  encoding: SegmentEncoding,
  total: Deflated,
): AsyncGenerator<Uint8Array> {
  const encoded: Promise<Uint8Array>[] = []
  for await (const segment of segments(source, total)) {
    const promise = encoding.encode(segment)
    // The loop awaits it later; until then a failure must not count as unhandled.
    promise.catch(() => undefined)
    encoded.push(promise)
    if (encoded.length > THREADS) yield (await encoded.shift()) as Uint8Array
  }
  for (const promise of encoded) yield await promise
}

/**
 * Yields segments, each with the window before it. It delays each segment until it knows whether
 * it is the last. An empty source gives one empty segment.
 */
async function* segments(source: AsyncIterable<Uint8Array>, total: Deflated): AsyncGenerator<Segment> {
  let held = { bytes: new Uint8Array(), start: 0 }
  for await (const piece of cut(source)) {
    if (total.size > 0) yield { ...held, last: false }
    total.crc = crc32(piece, total.crc)
    total.size += piece.byteLength
    const before = held.bytes.subarray(Math.max(held.bytes.length - WINDOW, 0))
    const bytes = new Uint8Array(before.length + piece.byteLength)
    bytes.set(before)
    bytes.set(piece, before.length)
    held = { bytes, start: before.length }
  }
  yield { ...held, last: true }
}
