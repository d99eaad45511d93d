import { refusal } from '@exuvia/model'
import { shown } from './names.ts'

/** How much an archive may be before it is refused. */
export interface ReadLimits {
  /** Entries, folders included. */
  readonly entries: number
  /** Bytes of all contents, unpacked. */
  readonly bytes: number
  /** Unpacked bytes for each packed one, of the whole and of each entry, from `RATIO_FLOOR` unpacked bytes on. */
  readonly ratio: number
}

/** Far above real releases, far below what harms a machine. deflate's own best is 1032. */
export const READ_LIMITS: ReadLimits = { entries: 500_000, bytes: 64 * 1024 ** 3, ratio: 200 }

/** Below this many unpacked bytes a high ratio harms no one: 64 MiB. */
const RATIO_FLOOR = 64 * 1024 * 1024
/** Below this many entries, what an entry costs harms no one. */
const ENTRIES_FLOOR = 20_000
/** Packed bytes that an entry takes at least: empty files with names that count up take twice as many. */
const ENTRY_BYTES = 6

/** Counts what an archive gives and stops it where it is too much. */
export interface ReadBudget {
  /** @throws refusal `archive-too-large` or `archive-bomb` */
  readonly addEntry: (path: string, packedSoFar: number) => void
  /** @throws refusal `archive-too-large` or `archive-bomb` */
  readonly addBytes: (unpacked: number, packedSoFar: number) => void
  /** One entry of an archive whose entries are packed each for itself. @throws refusal `archive-bomb` */
  readonly checkEntry: (path: string, unpacked: number, packed: number) => void
}

/** A fresh count for one archive. */
export function readBudget(archive: string, limits: ReadLimits): ReadBudget {
  let entries = 0
  let bytes = 0
  const bomb = (reason: string): Error => refusal('archive-bomb', { file: archive, reason })
  const tooHigh = `unpacks to more than ${limits.ratio} times its size`
  return {
    addEntry(path, packedSoFar) {
      entries += 1
      if (entries > limits.entries) {
        throw refusal('archive-too-large', {
          file: archive,
          reason: `more than ${limits.entries} entries, from ${shown(path)} on`,
        })
      }
      if (entries > ENTRIES_FLOOR && entries * ENTRY_BYTES > packedSoFar)
        throw bomb(`it has ${entries} entries in ${packedSoFar} bytes`)
    },
    addBytes(unpacked, packedSoFar) {
      bytes += unpacked
      if (bytes > limits.bytes) {
        throw refusal('archive-too-large', {
          file: archive,
          reason: `more than ${limits.bytes} bytes unpacked`,
        })
      }
      if (bytes > RATIO_FLOOR && bytes > packedSoFar * limits.ratio) throw bomb(`it ${tooHigh}`)
    },
    checkEntry(path, unpacked, packed) {
      if (unpacked > RATIO_FLOOR && unpacked > packed * limits.ratio)
        throw bomb(`"${shown(path)}" ${tooHigh}`)
    },
  }
}
