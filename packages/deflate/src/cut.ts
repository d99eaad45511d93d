import { crc32 } from 'node:zlib'
import { SEGMENT } from './encode-segment.ts'
import { piecesOf } from './pieces.ts'

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
export function cut(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let looked = SMALLEST_SEGMENT
  return piecesOf(source, SEGMENT, (bytes) => {
    for (; looked + BLOCK <= bytes.length; looked += BLOCK) {
      const end = looked + BLOCK
      if (end < SEGMENT && crc32(bytes.subarray(looked, end)) % ONE_IN !== 0) continue
      looked = SMALLEST_SEGMENT
      return end
    }
    return undefined
  })
}
