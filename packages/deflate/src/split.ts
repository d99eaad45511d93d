import { BIT, logarithm } from './costs.ts'
import {
  DISTANCE_EXTRA_BITS,
  DISTANCE_SHIFT,
  END_OF_BLOCK,
  LENGTH_EXTRA_BITS,
  LENGTH_MASK,
  LENGTH_SLOT,
  LITERAL_SYMBOLS,
  SYMBOLS,
  distanceSlot,
} from './format.ts'

/** A run of steps that share their Huffman codes. */
export interface Block {
  /** The first byte and the one after the last, from the segment's beginning. */
  readonly start: number
  readonly end: number
  /** How often each symbol occurs, the end of the block included. */
  readonly counts: Uint32Array
}

interface Candidate extends Block {
  readonly cost: number
}

/** Steps of the shortest considered block. */
const UNIT = 384

/**
 * Splits the steps of a segment into blocks: starting from many short ones, it merges the
 * neighbours that save most, while that saves bits.
 * @param size bytes of the segment
 */
export function splitIntoBlocks(steps: Uint32Array, size: number): Block[] {
  const blocks = shortBlocks(steps, size)
  const unions = blocks.slice(1).map((block, index) => union(blocks[index] as Candidate, block))
  while (unions.length > 0) {
    let best = 0
    let most = -Infinity
    for (const [index, { cost }] of unions.entries()) {
      const saved = (blocks[index] as Candidate).cost + (blocks[index + 1] as Candidate).cost - cost
      if (saved > most) {
        most = saved
        best = index
      }
    }
    if (most < 0) break
    const merged = unions[best] as Candidate
    blocks.splice(best, 2, merged)
    unions.splice(best, 1)
    if (best > 0) unions[best - 1] = union(blocks[best - 1] as Candidate, merged)
    if (best < unions.length) unions[best] = union(merged, blocks[best + 1] as Candidate)
  }
  return blocks
}

function shortBlocks(steps: Uint32Array, size: number): Candidate[] {
  const blocks: Candidate[] = []
  for (let start = 0; start < size;) {
    const counts = new Uint32Array(SYMBOLS)
    let at = start
    for (let left = UNIT; left > 0 && at < size; left -= 1) at += count(counts, steps[at] as number)
    counts[END_OF_BLOCK] = 1
    blocks.push({ start, end: at, counts, cost: costOf(counts, at - start) })
    start = at
  }
  return blocks
}

/** Counts a step; returns its bytes. */
function count(counts: Uint32Array, step: number): number {
  const distance = step >>> DISTANCE_SHIFT
  if (distance === 0) {
    counts[step] = (counts[step] as number) + 1
    return 1
  }
  const length = END_OF_BLOCK + 1 + (LENGTH_SLOT[step & LENGTH_MASK] as number)
  counts[length] = (counts[length] as number) + 1
  const symbol = LITERAL_SYMBOLS + distanceSlot(distance)
  counts[symbol] = (counts[symbol] as number) + 1
  return step & LENGTH_MASK
}

function union(left: Candidate, right: Candidate): Candidate {
  const counts = new Uint32Array(SYMBOLS)
  for (let symbol = 0; symbol < SYMBOLS; symbol += 1) {
    counts[symbol] = (left.counts[symbol] as number) + (right.counts[symbol] as number)
  }
  counts[END_OF_BLOCK] = 1
  return { start: left.start, end: right.end, counts, cost: costOf(counts, right.end - left.start) }
}

/**
 * Estimates a block's size in fractions of a bit: its information content and header, or its
 * stored bytes.
 */
function costOf(counts: Uint32Array, size: number): number {
  const dynamic =
    contentOf(counts, 0, LITERAL_SYMBOLS) + contentOf(counts, LITERAL_SYMBOLS, SYMBOLS) + headerOf(counts)
  return Math.min(dynamic, (size + 5) * 8 * BIT)
}

function contentOf(counts: Uint32Array, from: number, to: number): number {
  let total = 0
  let content = 0
  for (let symbol = from; symbol < to; symbol += 1) {
    const times = counts[symbol] as number
    if (times === 0) continue
    total += times
    const extra =
      symbol >= LITERAL_SYMBOLS
        ? (DISTANCE_EXTRA_BITS[symbol - LITERAL_SYMBOLS] as number)
        : symbol > END_OF_BLOCK
          ? (LENGTH_EXTRA_BITS[symbol - END_OF_BLOCK - 1] as number)
          : 0
    content += times * (extra * BIT - logarithm(times))
  }
  return total === 0 ? 0 : content + total * logarithm(total)
}

/**
 * Estimates the header by a rule of thumb that works well on bytecode: a fixed part, and code
 * lengths of symbols and of the gaps between them.
 */
function headerOf(counts: Uint32Array): number {
  let used = 0
  let gaps = 0
  for (let symbol = 0; symbol < SYMBOLS; symbol += 1) {
    if (counts[symbol] !== 0) used += 1
    else if (symbol === 0 || counts[symbol - 1] !== 0) gaps += 1
  }
  return (60 + 4 * used + 4 * gaps) * BIT
}
