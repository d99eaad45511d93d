import type { BitReader } from './bit-reader.ts'
import { damaged } from './packed-error.ts'

const MAX_BITS = 20

/** Codes of up to 20 bits. */
export interface Huffman {
  /** @throws PackedError */
  readonly read: (bits: BitReader) => number
}

/**
 * Makes the canonical codes of symbols with the given lengths.
 * @throws PackedError if there are more codes than their lengths allow, which tools read differently
 */
export function huffman(lengths: Uint8Array): Huffman {
  const counts = new Uint32Array(MAX_BITS + 1)
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1
  /** The first code of each length, and where its symbols are in `order`. */
  const firsts = new Uint32Array(MAX_BITS + 1)
  const offsets = new Uint32Array(MAX_BITS + 1)
  for (let bits = 1; bits <= MAX_BITS; bits += 1) {
    firsts[bits] = ((firsts[bits - 1] ?? 0) + (counts[bits - 1] ?? 0)) * 2
    offsets[bits] = (offsets[bits - 1] ?? 0) + (counts[bits - 1] ?? 0)
  }
  if ((firsts[MAX_BITS] ?? 0) + (counts[MAX_BITS] ?? 0) > 1 << MAX_BITS)
    throw damaged('its codes contradict one another')
  const places = offsets.slice()
  const order = new Uint16Array(lengths.length)
  for (const [symbol, length] of lengths.entries()) {
    const place = places[length] ?? 0
    order[place] = symbol
    places[length] = place + 1
  }
  return {
    read(bits) {
      let code = 0
      for (let length = 1; length <= MAX_BITS; length += 1) {
        code = code * 2 + bits.one()
        const index = code - (firsts[length] ?? 0)
        if (index >= 0 && index < (counts[length] ?? 0)) return order[(offsets[length] ?? 0) + index] ?? 0
      }
      throw damaged('a code does not exist')
    },
  }
}
