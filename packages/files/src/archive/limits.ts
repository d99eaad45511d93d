import { refusal } from '@exuvia/model'

/** How much an archive may be before it is refused. */
export interface ReadLimits {
  /** Entries, folders included. */
  readonly entries: number
  /** Bytes of all contents, unpacked. */
  readonly bytes: number
  /** Unpacked bytes for each packed one, looked at from `RATIO_FLOOR` unpacked bytes on. */
  readonly ratio: number
}

/** Far above real releases, far below what harms a machine. deflate's own best is 1032. */
export const READ_LIMITS: ReadLimits = { entries: 500_000, bytes: 64 * 1024 ** 3, ratio: 300 }

/** Below this many unpacked bytes a high ratio harms nobody: 64 MiB. */
const RATIO_FLOOR = 64 * 1024 * 1024

/** Counts what an archive gives and stops it where it is too much. */
export interface ReadBudget {
  /** @throws refusal `archive-too-large` */
  readonly addEntry: (path: string) => void
  /** @throws refusal `archive-too-large` or `archive-bomb` */
  readonly addBytes: (unpacked: number, packedSoFar: number) => void
}

/** A fresh count for one archive. */
export function readBudget(archive: string, limits: ReadLimits): ReadBudget {
  let entries = 0
  let bytes = 0
  return {
    addEntry(path) {
      entries += 1
      if (entries > limits.entries) {
        throw refusal(
          'archive-too-large',
          `${archive} holds more than ${limits.entries} entries; the first too many is ${path}`,
        )
      }
    },
    addBytes(unpacked, packedSoFar) {
      bytes += unpacked
      if (bytes > limits.bytes) {
        throw refusal('archive-too-large', `${archive} unpacks to more than ${limits.bytes} bytes`)
      }
      if (bytes > RATIO_FLOOR && bytes > packedSoFar * limits.ratio) {
        throw refusal(
          'archive-bomb',
          `${archive} unpacks to more than ${limits.ratio} times its size: it looks like a decompression bomb`,
        )
      }
    },
  }
}
