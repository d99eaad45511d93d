import type { BitWriter } from './bit-writer.ts'
import {
  DISTANCE_BASE,
  DISTANCE_EXTRA_BITS,
  DISTANCE_SHIFT,
  END_OF_BLOCK,
  LENGTH_BASE,
  LENGTH_EXTRA_BITS,
  LENGTH_MASK,
  LENGTH_SLOT,
  LITERAL_SYMBOLS,
  MAX_CODE_LENGTH,
  SYMBOLS,
  distanceSlot,
} from './format.ts'
import { type Header, describeCodes } from './block-header.ts'
import { codeLengths, codesOf } from './huffman.ts'
import type { Block } from './split.ts'

/** BTYPE (RFC 1951, 3.2.3). */
const STORED = 0
const FIXED = 1
const DYNAMIC = 2
/** Maximum bytes of one stored block: its length has 16 bits (3.2.4). */
const MOST_STORED = 65_535

/** The fixed codes (3.2.6); 286, 287 and distances 30, 31 count for the codes, but never occur. */
const FIXED_LITERALS = new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280)
const FIXED_DISTANCES = new Uint8Array(32).fill(5)

/**
 * Writes a block in the shortest of the three forms: with its own codes, with the fixed codes,
 * or stored.
 * @param last whether it is the last block
 */
export function writeBlock(
  out: BitWriter,
  segment: Uint8Array,
  steps: Uint32Array,
  block: Block,
  last: boolean,
): void {
  const { start, end, counts } = block
  const literals = codeLengths(counts.subarray(0, LITERAL_SYMBOLS), MAX_CODE_LENGTH)
  const distances = codeLengths(counts.subarray(LITERAL_SYMBOLS), MAX_CODE_LENGTH)
  const header = describeCodes(literals, distances)
  const dynamic = header.bits + bitsOf(counts, literals, distances)
  const fixed = bitsOf(counts, FIXED_LITERALS, FIXED_DISTANCES)
  if (storedBits(end - start, out.bits) < Math.min(dynamic, fixed) + 3) {
    writeStored(out, segment.subarray(start, end), last)
  } else if (fixed <= dynamic) {
    out.write(Number(last) | (FIXED << 1), 3)
    writeSteps(out, steps, block, FIXED_LITERALS, FIXED_DISTANCES)
  } else {
    out.write(Number(last) | (DYNAMIC << 1), 3)
    writeHeader(out, header)
    writeSteps(out, steps, block, literals, distances)
  }
}

/** Writes stored blocks, as many as the size requires; one empty block for no bytes. */
export function writeStored(out: BitWriter, bytes: Uint8Array, last: boolean): void {
  for (let at = 0; at === 0 || at < bytes.length; at += MOST_STORED) {
    const piece = bytes.subarray(at, at + MOST_STORED)
    out.write(Number(last && at + MOST_STORED >= bytes.length) | (STORED << 1), 3)
    out.align()
    out.write(piece.length, 16)
    out.write(~piece.length & 0xff_ff, 16)
    out.append(piece)
  }
}

function storedBits(size: number, position: number): number {
  const aligned = 3 + (-(position + 3) & 7)
  return aligned + 32 + 40 * (Math.ceil(size / MOST_STORED) - 1) + 8 * size
}

function bitsOf(counts: Uint32Array, literals: Uint8Array, distances: Uint8Array): number {
  let bits = 0
  for (let symbol = 0; symbol < SYMBOLS; symbol += 1) {
    const slot = symbol - LITERAL_SYMBOLS
    const each =
      slot >= 0
        ? (distances[slot] as number) + (DISTANCE_EXTRA_BITS[slot] as number)
        : (literals[symbol] as number) +
          (symbol > END_OF_BLOCK ? (LENGTH_EXTRA_BITS[symbol - END_OF_BLOCK - 1] as number) : 0)
    bits += (counts[symbol] as number) * each
  }
  return bits
}

function writeHeader(out: BitWriter, header: Header): void {
  out.write(header.literals - 257, 5)
  out.write(header.distances - 1, 5)
  out.write(header.precode.length - 4, 4)
  for (const length of header.precode) out.write(length, 3)
  for (const { code, length, extra, extraBits } of header.items) {
    out.write(code, length)
    out.write(extra, extraBits)
  }
}

function writeSteps(
  out: BitWriter,
  steps: Uint32Array,
  { start, end }: Block,
  literals: Uint8Array,
  distances: Uint8Array,
): void {
  const literalCodes = codesOf(literals)
  const distanceCodes = codesOf(distances)
  for (let at = start; at < end;) {
    const step = steps[at] as number
    const distance = step >>> DISTANCE_SHIFT
    if (distance === 0) {
      out.write(literalCodes[step] as number, literals[step] as number)
      at += 1
      continue
    }
    const length = step & LENGTH_MASK
    const slot = LENGTH_SLOT[length] as number
    const symbol = END_OF_BLOCK + 1 + slot
    out.write(literalCodes[symbol] as number, literals[symbol] as number)
    out.write(length - (LENGTH_BASE[slot] as number), LENGTH_EXTRA_BITS[slot] as number)
    const far = distanceSlot(distance)
    out.write(distanceCodes[far] as number, distances[far] as number)
    out.write(distance - (DISTANCE_BASE[far] as number), DISTANCE_EXTRA_BITS[far] as number)
    at += length
  }
  out.write(literalCodes[END_OF_BLOCK] as number, literals[END_OF_BLOCK] as number)
}
