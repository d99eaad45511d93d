/** The constants of RFC 1951: the alphabets of lengths and distances, and their extra bits. */

/** The shortest and longest repetition and the longest distance, in bytes (RFC 1951, 3.2.5). */
export const MIN_LENGTH = 3
export const MAX_LENGTH = 258
export const WINDOW = 32_768

export const END_OF_BLOCK = 256
/** Symbols of literals and lengths: 256 bytes, the end, 29 lengths. */
export const LITERAL_SYMBOLS = 286
export const DISTANCE_SYMBOLS = 30
/** Size of a block's histogram: literals and lengths first, then distances. */
export const SYMBOLS = LITERAL_SYMBOLS + DISTANCE_SYMBOLS

/** The longest Huffman code of both alphabets, and of the code for the code lengths (3.2.7). */
export const MAX_CODE_LENGTH = 15
export const MAX_PRECODE_LENGTH = 7

export const LENGTH_EXTRA_BITS = Uint8Array.from([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
])
/** The shortest length of each symbol from 257 on. */
export const LENGTH_BASE = new Uint16Array(LENGTH_EXTRA_BITS.length)
/** Length in bytes → index of its symbol from 257 on. */
export const LENGTH_SLOT = new Uint8Array(MAX_LENGTH + 1)

let base = MIN_LENGTH
for (const [slot, bits] of LENGTH_EXTRA_BITS.entries()) {
  // 258 has its own symbol, although 227 plus 31 would also encode it.
  LENGTH_BASE[slot] = slot === LENGTH_EXTRA_BITS.length - 1 ? MAX_LENGTH : base
  base += 1 << bits
  LENGTH_SLOT.fill(slot, LENGTH_BASE[slot])
}

export const DISTANCE_EXTRA_BITS = new Uint8Array(DISTANCE_SYMBOLS)
export const DISTANCE_BASE = new Uint16Array(DISTANCE_SYMBOLS)
for (let slot = 0; slot < DISTANCE_SYMBOLS; slot += 1) {
  const bits = slot < 2 ? 0 : (slot >> 1) - 1
  DISTANCE_EXTRA_BITS[slot] = bits
  DISTANCE_BASE[slot] = slot < 2 ? slot + 1 : ((2 + (slot & 1)) << bits) + 1
}

/** Returns the symbol of a distance in bytes, 1 to 32768: two for each power of two. */
export function distanceSlot(distance: number): number {
  if (distance < 5) return distance - 1
  const power = 31 - Math.clz32(distance - 1)
  return 2 * power + (((distance - 1) >>> (power - 1)) & 1)
}

/**
 * One step of the encoder in one number: a literal is its byte; a repetition is its distance,
 * shifted by `DISTANCE_SHIFT`, and its length.
 */
export const DISTANCE_SHIFT = 9
export const LENGTH_MASK = 511
