import { MAX_PRECODE_LENGTH } from './format.ts'
import { codeLengths, codesOf } from './huffman.ts'

/** One code of the header, and the bits after it that encode its repetitions. */
interface Item {
  readonly code: number
  readonly length: number
  readonly extra: number
  readonly extraBits: number
}

/** The description of a dynamic block's codes (RFC 1951, 3.2.7). */
export interface Header {
  /** Numbers of code lengths: for literals and lengths, and for distances. */
  readonly literals: number
  readonly distances: number
  /** Code lengths of the code that encodes the others, in the order of the RFC. */
  readonly precode: readonly number[]
  readonly items: readonly Item[]
  /** Bits of the whole header. */
  readonly bits: number
}

const PRECODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
const REPEAT = 16
const FEW_ZEROS = 17
const MANY_ZEROS = 18
const EXTRA_BITS = new Uint8Array(19).fill(2, REPEAT).fill(3, FEW_ZEROS).fill(7, MANY_ZEROS)

interface Run {
  readonly symbol: number
  readonly extra: number
}

/** Finds the shortest header among the ways to encode repeated lengths. */
export function describeCodes(literals: Uint8Array, distances: Uint8Array): Header {
  const literalCount = Math.max(257, used(literals))
  const distanceCount = Math.max(1, used(distances))
  const lengths = new Uint8Array(literalCount + distanceCount)
  lengths.set(literals.subarray(0, literalCount))
  lengths.set(distances.subarray(0, distanceCount), literalCount)
  const headers = [true, false].flatMap((repeat) =>
    [3, 11, 300].map((zeros) => headerOf(literalCount, distanceCount, runsOf(lengths, repeat, zeros))),
  )
  return headers.reduce((best, each) => (each.bits < best.bits ? each : best))
}

function headerOf(literals: number, distances: number, runs: readonly Run[]): Header {
  const counts = new Uint32Array(19)
  for (const { symbol } of runs) counts[symbol] = (counts[symbol] as number) + 1
  const lengths = codeLengths(counts, MAX_PRECODE_LENGTH)
  const codes = codesOf(lengths)
  const precode = PRECODE_ORDER.map((symbol) => lengths[symbol] as number)
  while (precode.length > 4 && precode.at(-1) === 0) precode.pop()
  const items = runs.map(({ symbol, extra }) => ({
    code: codes[symbol] as number,
    length: lengths[symbol] as number,
    extra,
    extraBits: EXTRA_BITS[symbol] as number,
  }))
  const bits = items.reduce((sum, { length, extraBits }) => sum + length + extraBits, 14 + 3 * precode.length)
  return { literals, distances, precode, items, bits }
}

/**
 * Splits code lengths into runs.
 * @param repeat whether to encode repetitions of a length as a run
 * @param fewest the shortest run of zeros to encode as a run
 */
function runsOf(lengths: Uint8Array, repeat: boolean, fewest: number): Run[] {
  const runs: Run[] = []
  for (let at = 0; at < lengths.length;) {
    const length = lengths[at] as number
    let times = 1
    while (lengths[at + times] === length) times += 1
    at += times
    if (length === 0) {
      for (; times >= Math.max(fewest, 11); times -= Math.min(times, 138)) {
        runs.push({ symbol: MANY_ZEROS, extra: Math.min(times, 138) - 11 })
      }
      for (; times >= fewest; times -= Math.min(times, 10)) {
        runs.push({ symbol: FEW_ZEROS, extra: Math.min(times, 10) - 3 })
      }
    } else if (repeat && times > 3) {
      runs.push({ symbol: length, extra: 0 })
      for (times -= 1; times >= 3; times -= Math.min(times, 6)) {
        runs.push({ symbol: REPEAT, extra: Math.min(times, 6) - 3 })
      }
    }
    for (; times > 0; times -= 1) runs.push({ symbol: length, extra: 0 })
  }
  return runs
}

/** Counts the symbols up to the last one with a code. */
function used(lengths: Uint8Array): number {
  let count = lengths.length
  while (count > 0 && lengths[count - 1] === 0) count -= 1
  return count
}
