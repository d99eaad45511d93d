import { promisify } from 'node:util'
import { constants, deflateRaw } from 'node:zlib'
import type { SegmentEncoding } from '@exuvia/deflate'

const deflated = promisify(deflateRaw)

/**
 * Encodes segments with the zlib inside Node, in Node's own threads, as pigz does: the window before a segment is its
 * dictionary, and a segment that is not the last ends with an empty block at a whole byte (Z_SYNC_FLUSH).
 * @param level 0 (none) to 9
 */
export function openZlib(level: number): SegmentEncoding {
  return {
    encode({ bytes, start, last }) {
      const finishFlush = last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH
      // zlib refuses an empty dictionary.
      const dictionary = start === 0 ? {} : { dictionary: bytes.subarray(0, start) }
      return deflated(bytes.subarray(start), { level, finishFlush, ...dictionary })
    },
    close: () => undefined,
  }
}

/** All that the bytes of a segment depend on beside the segment. */
export function zlibName(level: number): string {
  return `zlib ${process.versions.zlib} level ${level}`
}
