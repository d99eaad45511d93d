import { type InnerSize, refusal } from '@exuvia/model'
import { READ_LIMITS } from './limits.ts'

/** Bytes that the archives inside a file of any size may unpack to, together. */
const FLOOR = 128 * 1024 * 1024

/** Archives that a file of any size may have inside; each costs milliseconds, however small it is. */
const ARCHIVES_FLOOR = 150
/** The fewest bytes of the outermost file for each archive inside, from then on. */
const ARCHIVE_BYTES = 6000

/** What one read unpacks, counted for itself and against the limits of the outermost file. */
export interface InnerBudget {
  /** @throws refusal `archive-bomb` from the byte on that is too much */
  readonly add: (unpacked: number) => void
  /** Counts one more archive. @throws refusal `archive-bomb` */
  readonly addArchive: () => void
}

/**
 * Counts what all archives inside one file unpack to, at every depth. Each has limits of its own, but a hundred
 * archives of 60 MB of zeros fit into 24 kB, and four of them in one another multiply.
 * @param size bytes of the outermost file, as it is packed
 */
export function innerBudget(size: number): InnerBudget {
  const limit = limitOf(size)
  const counted = countInner()
  const check = (): void => {
    const { bytes, archives } = counted.size()
    if (bytes > limit.bytes) throw bomb(`what is packed in it unpacks to more than ${limit.bytes} bytes`)
    if (archives > limit.archives) throw bomb(`it has more than ${limit.archives} archives in ${size} bytes`)
  }
  return {
    add: (unpacked) => (counted.add(unpacked), check()),
    addArchive: () => (counted.addArchive(), check()),
  }
}

/** Whether a file of `size` bytes may have this much inside: a build compares before anybody reads its tarball. */
export function innerFits({ bytes, archives }: InnerSize, size: number): boolean {
  const limit = limitOf(size)
  return bytes <= limit.bytes && archives <= limit.archives
}

/** Counts for one content, and passes every step on to the budget that it shares with others. */
export function countInner(shared?: InnerBudget): InnerBudget & { readonly size: () => InnerSize } {
  let bytes = 0
  let archives = 0
  return {
    add(unpacked) {
      bytes += unpacked
      shared?.add(unpacked)
    },
    addArchive() {
      archives += 1
      shared?.addArchive()
    },
    size: () => ({ bytes, archives }),
  }
}

function limitOf(size: number): InnerSize {
  return {
    bytes: Math.max(FLOOR, size * READ_LIMITS.ratio),
    archives: Math.max(ARCHIVES_FLOOR, Math.floor(size / ARCHIVE_BYTES)),
  }
}

function bomb(reason: string): Error {
  return refusal('archive-bomb', { file: 'the archives inside', reason })
}
