import { crc32 } from 'node:zlib'
import { SEGMENT } from './encode-segment.ts'

/** Bytes; the least of a segment that is not the last. */
const SMALLEST_SEGMENT = 128 * 1024

/** Bytes; tar archives consist of such blocks. */
const BLOCK = 512

/** One block in so many ends a segment. */
const ONE_IN = 512

/**
 * Yields the same bytes in pieces of 128 to 512 KiB (the last may be shorter). The bytes of a block decide whether a
 * piece ends with it, as in rsync and restic, so a piece stays the same where a file before it grows or shrinks by whole
 * blocks, as files in a tar archive do.
 */
export async function* cut(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let piece = Buffer.allocUnsafe(SEGMENT)
  let filled = 0
  let looked = SMALLEST_SEGMENT
  for await (const chunk of source) {
    for (let offset = 0; offset < chunk.byteLength;) {
      const part = chunk.subarray(offset, offset + SEGMENT - filled)
      piece.set(part, filled)
      filled += part.byteLength
      offset += part.byteLength
      while (looked + BLOCK <= filled) {
        const end = looked + BLOCK
        const isEnd = end === SEGMENT || crc32(piece.subarray(looked, end)) % ONE_IN === 0
        looked = end
        if (!isEnd) continue
        yield piece.subarray(0, end)
        const rest = piece.subarray(end, filled)
        // The yielded piece may still be in use.
        piece = Buffer.allocUnsafe(SEGMENT)
        piece.set(rest)
        filled = rest.byteLength
        looked = SMALLEST_SEGMENT
      }
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
}
