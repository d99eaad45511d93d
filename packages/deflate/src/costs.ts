import {
  DISTANCE_EXTRA_BITS,
  DISTANCE_SYMBOLS,
  END_OF_BLOCK,
  LENGTH_EXTRA_BITS,
  LENGTH_SLOT,
  LITERAL_SYMBOLS,
  MAX_LENGTH,
  MIN_LENGTH,
  SYMBOLS,
} from './format.ts'

/** Costs are whole numbers, in this fraction of a bit, because engines may differ in the last digits of `Math.log2`. */
export const BIT = 64

const LOG_BITS = 12
/** `log2(1 + i / 4096)`, in fractions of a bit. */
const LOGARITHMS = Uint16Array.from({ length: 1 << LOG_BITS }, (_, index) =>
  fractionOfLogarithm((1 << LOG_BITS) + index),
)

/** Returns the binary logarithm of a whole number from 1 to 2^31, in fractions of a bit, rounded down. */
export function logarithm(value: number): number {
  const power = 31 - Math.clz32(value)
  const mantissa = power > LOG_BITS ? value >>> (power - LOG_BITS) : value << (LOG_BITS - power)
  return power * BIT + (LOGARITHMS[mantissa - (1 << LOG_BITS)] as number)
}

/** Computes digit by digit, because squaring doubles the logarithm. In units of 2^-24, so that squares are exact. */
function fractionOfLogarithm(mantissa: number): number {
  const one = 2 ** 24
  let number = mantissa * 2 ** (24 - LOG_BITS)
  let fraction = 0
  for (let part = BIT / 2; part >= 1; part /= 2) {
    number = Math.floor((number * number) / one)
    if (number < 2 * one) continue
    number = Math.floor(number / 2)
    fraction += part
  }
  return fraction
}

/** The cost of each step of the encoder in a block, including extra bits. */
export interface Costs {
  /** By byte. */
  readonly literals: Int32Array
  /** By length in bytes. */
  readonly lengths: Int32Array
  /** By symbol. */
  readonly distances: Int32Array
}

/** Returns initial costs, close to those of programs and texts. */
export function firstCosts(): Costs {
  const bits = new Int32Array(SYMBOLS).fill(7 * BIT)
  bits.fill(6 * BIT, END_OF_BLOCK)
  bits.fill(4 * BIT, LITERAL_SYMBOLS)
  return costsOf(bits)
}

/** Computes costs from the counts of a block's symbols: their information content. */
export function costsOfCounts(counts: Uint32Array): Costs {
  const bits = new Int32Array(SYMBOLS)
  informationContent(counts, 0, LITERAL_SYMBOLS, bits)
  informationContent(counts, LITERAL_SYMBOLS, SYMBOLS, bits)
  return costsOf(bits)
}

function informationContent(counts: Uint32Array, from: number, to: number, bits: Int32Array): void {
  let total = 0
  for (let symbol = from; symbol < to; symbol += 1) total += counts[symbol] as number
  const most = logarithm(Math.max(total, 1))
  for (let symbol = from; symbol < to; symbol += 1) {
    // A symbol that does not occur costs as much as one that occurs once; nothing is free.
    bits[symbol] = Math.max(most - logarithm(Math.max(counts[symbol] as number, 1)), 1)
  }
}

function costsOf(bits: Int32Array): Costs {
  const lengths = new Int32Array(MAX_LENGTH + 1)
  for (let length = MIN_LENGTH; length <= MAX_LENGTH; length += 1) {
    const slot = LENGTH_SLOT[length] as number
    lengths[length] = (bits[END_OF_BLOCK + 1 + slot] as number) + (LENGTH_EXTRA_BITS[slot] as number) * BIT
  }
  const distances = Int32Array.from(
    { length: DISTANCE_SYMBOLS },
    (_, slot) => (bits[LITERAL_SYMBOLS + slot] as number) + (DISTANCE_EXTRA_BITS[slot] as number) * BIT,
  )
  return { literals: bits.slice(0, END_OF_BLOCK), lengths, distances }
}
