import { refusal } from '@exuvia/model'
import type { PackedKind } from '../packed/unpack-file.ts'
import { shown } from './names.ts'

/** The limits above which Exuvia refuses an archive. */
export interface ReadLimits {
  /** Entries, folders included. */
  readonly entries: number
  /** Bytes of all contents, unpacked. */
  readonly bytes: number
  /** Unpacked bytes per packed byte, of the whole and of each entry, from `floor` unpacked bytes on. */
  readonly ratio: number
  /** Below this many unpacked bytes a high ratio is harmless. */
  readonly floor: number
  /** Identical copies of a file in a zip: they are left out. Other entries with one path are always refused. */
  readonly copies: number
}

/** Far above real releases, far below what harms a machine. deflate's highest ratio is 1032. */
export const READ_LIMITS: ReadLimits = {
  entries: 500_000,
  bytes: 64 * 1024 ** 3,
  ratio: 200,
  floor: 64 * 1024 * 1024,
  copies: 0,
}

/** For xz and bzip2, which Exuvia unpacks itself and more slowly: sources and programs stay far below 50. */
const SLOW = { ratio: 50, floor: 16 * 1024 * 1024 }

/** The limits for one kind of compression: never above those given. */
export function kindLimits(kind: PackedKind, limits: ReadLimits): ReadLimits {
  if (kind !== 'xz' && kind !== 'bzip2') return limits
  return {
    ...limits,
    ratio: Math.min(limits.ratio, SLOW.ratio),
    floor: Math.min(limits.floor, SLOW.floor),
  }
}

/** Below this many entries the cost per entry is harmless. */
const ENTRIES_FLOOR = 10_000
/**
 * The fewest packed bytes per entry. An entry costs time and memory, whatever it holds: 10,000 of them take a second.
 * Releases, sdists and collections of small pictures have hundreds of bytes, a zip never fewer than a hundred.
 */
const ENTRY_BYTES = 75

/** Counts an archive's entries and bytes and throws above a limit. */
export interface ReadBudget {
  /** @throws refusal `archive-too-large` or `archive-bomb` */
  readonly addEntry: (path: string, packedSoFar: number) => void
  /** @throws refusal `archive-too-large` or `archive-bomb` */
  readonly addBytes: (unpacked: number, packedSoFar: number) => void
  /** Checks one entry of an archive that packs entries separately. @throws refusal `archive-bomb` */
  readonly checkEntry: (path: string, unpacked: number, packed: number) => void
}

/** Starts the count for one archive. */
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
      if (bytes > limits.floor && bytes > packedSoFar * limits.ratio) throw bomb(`it ${tooHigh}`)
    },
    checkEntry(path, unpacked, packed) {
      if (unpacked > limits.floor && unpacked > packed * limits.ratio)
        throw bomb(`"${shown(path)}" ${tooHigh}`)
    },
  }
}
