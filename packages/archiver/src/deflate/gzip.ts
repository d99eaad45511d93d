import { setImmediate } from 'node:timers/promises'
import { crc32 } from 'node:zlib'
import { rechunk } from '../rechunk.ts'
import { SEGMENT, SegmentEncoder } from './encode-segment.ts'
import { WINDOW } from './format.ts'

/** RFC 1952, 2.3: magic, deflate, no flags, time 0, slowest and smallest (2), system unknown (255). */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255)

/**
 * A gzip member (RFC 1952) with Exuvia's own deflate: smaller than zlib's, and the same
 * bytes whatever zlib is inside Node and in whatever pieces the source comes. Slower: the
 * event loop gets its turn many times in a segment.
 */
export async function* gzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield HEADER
  const encoder = new SegmentEncoder()
  let crc = 0
  let size = 0
  let bytes = new Uint8Array()
  let start = 0
  for await (const segment of rechunk(source, SEGMENT)) {
    // One is held back until it is known whether it is the last.
    if (size > 0) yield encodeInTurns(encoder, bytes, start, false)
    crc = crc32(segment, crc)
    size += segment.byteLength
    const dictionary = bytes.subarray(Math.max(bytes.length - WINDOW, 0))
    start = dictionary.length
    bytes = new Uint8Array(start + segment.byteLength)
    bytes.set(dictionary)
    bytes.set(segment, start)
  }
  yield encodeInTurns(encoder, bytes, start, true)
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc)
  trailer.writeUInt32LE(size % 2 ** 32, 4)
  yield trailer
}

async function encodeInTurns(
  encoder: SegmentEncoder,
  bytes: Uint8Array,
  start: number,
  last: boolean,
): Promise<Uint8Array> {
  const encoding = encoder.encode(bytes, start, last)
  for (;;) {
    const step = encoding.next()
    if (step.done === true) return step.value
    await setImmediate()
  }
}
