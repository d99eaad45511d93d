import { refusal } from '@exuvia/model'
import { READ_LIMITS } from './limits.ts'

/** Bytes that the archives inside a file of any size may unpack to, together. */
const FLOOR = 128 * 1024 * 1024

/**
 * Counts what all archives inside one file unpack to, at every depth. Each has limits of its own, but a hundred
 * archives of 60 MB of zeros fit into 24 kB, and four of them in one another multiply.
 */
export interface InnerBudget {
  /** @throws refusal `archive-bomb` from the byte on that is too much */
  readonly add: (unpacked: number) => void
}

/** @param size bytes of the outermost file, as it is packed */
export function innerBudget(size: number): InnerBudget {
  const most = Math.max(FLOOR, size * READ_LIMITS.ratio)
  let bytes = 0
  return {
    add(unpacked) {
      bytes += unpacked
      if (bytes > most)
        throw refusal('archive-bomb', {
          file: 'the archives inside',
          reason: `what is packed in it unpacks to more than ${most} bytes`,
        })
    },
  }
}
