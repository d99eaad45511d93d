import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeLengths, codesOf } from '../src/huffman.ts'

/** Kraft's sum, in 2^-15: 32768 for a code that is complete. */
function kraftSum(lengths: Uint8Array): number {
  return lengths.reduce((sum, length) => sum + (length === 0 ? 0 : 2 ** (15 - length)), 0)
}

function bitsOf(counts: readonly number[], lengths: Uint8Array): number {
  return counts.reduce((sum, count, symbol) => sum + count * (lengths[symbol] as number), 0)
}

/** Huffman's own algorithm: the fewest bits when codes may be of any length; and the longest code. */
function unlimited(counts: readonly number[]): { bits: number; depth: number } {
  const nodes = counts.filter((count) => count > 0).map((weight) => ({ weight, depth: 0 }))
  let bits = 0
  while (nodes.length > 1) {
    nodes.sort((a, b) => b.weight - a.weight || b.depth - a.depth)
    const [a, b] = nodes.splice(-2) as [{ weight: number; depth: number }, { weight: number; depth: number }]
    bits += a.weight + b.weight
    nodes.push({ weight: a.weight + b.weight, depth: Math.max(a.depth, b.depth) + 1 })
  }
  return { bits, depth: nodes[0]?.depth ?? 0 }
}

/** The fewest bits with codes up to a limit, by trying all ways that a complete code can be built. */
function fewestBits(counts: readonly number[], limit: number): number {
  const weights = counts.filter((count) => count > 0).sort((a, b) => b - a)
  const search = (index: number, shortest: number, room: number): number => {
    if (index === weights.length) return 0
    let best = Infinity
    for (let length = shortest; length <= limit; length += 1) {
      const left = room - 2 ** (limit - length)
      if (left < weights.length - index - 1) continue
      best = Math.min(best, (weights[index] as number) * length + search(index + 1, length, left))
    }
    return best
  }
  return search(0, 1, 2 ** limit)
}

const FIBONACCI = [1, 1]
while (FIBONACCI.length < 40) FIBONACCI.push((FIBONACCI.at(-1) as number) + (FIBONACCI.at(-2) as number))

describe('a Huffman code', () => {
  test.each([
    [15, 40],
    [7, 19],
  ])('keeps to %i bits if Fibonacci frequencies of %i symbols need more', (limit, symbols) => {
    const counts = FIBONACCI.slice(0, symbols)
    expect(unlimited(counts).depth).toBe(symbols - 1)
    const lengths = codeLengths(counts, limit)
    expect(Math.max(...lengths)).toBe(limit)
    expect(kraftSum(lengths)).toBe(32_768)
  })

  test('is complete, within its limit, and as short as Huffman’s own if that is within it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(3), fc.nat(1_000_000), fc.constantFrom(...FIBONACCI)), {
          minLength: 30,
          maxLength: 286,
        }),
        (counts) => {
          const lengths = codeLengths(counts, 15)
          expect(kraftSum(lengths)).toBe(32_768)
          expect(Math.max(...lengths)).toBeLessThanOrEqual(15)
          if (counts.filter((count) => count > 0).length < 2) return
          expect(counts.every((count, symbol) => count > 0 === (lengths[symbol] as number) > 0)).toBe(true)
          const { bits, depth } = unlimited(counts)
          expect(bitsOf(counts, lengths)).toBeGreaterThanOrEqual(bits)
          expect(depth > 15 || bitsOf(counts, lengths) === bits).toBe(true)
        },
      ),
    )
  })

  test('is optimal within its limit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(5), fc.constantFrom(...FIBONACCI)), { minLength: 2, maxLength: 8 }),
        (counts) => {
          fc.pre(counts.filter((count) => count > 0).length >= 2)
          expect(bitsOf(counts, codeLengths(counts, 4))).toBe(fewestBits(counts, 4))
        },
      ),
    )
  })

  test('has two symbols even if fewer occur, for decoders that refuse an incomplete code', () => {
    expect(codeLengths([0, 0, 0], 15)).toEqual(Uint8Array.of(1, 1, 0))
    expect(codeLengths([7, 0, 0], 15)).toEqual(Uint8Array.of(1, 1, 0))
    expect(codeLengths([0, 0, 7], 15)).toEqual(Uint8Array.of(1, 0, 1))
  })

  test('has the codes of the example in RFC 1951, 3.2.2, first bit lowest', () => {
    const codes = codesOf(Uint8Array.of(3, 3, 3, 3, 3, 2, 4, 4))
    const written = ['010', '011', '100', '101', '110', '00', '1110', '1111']
    expect([...codes]).toEqual(written.map((code) => Number.parseInt(code.split('').reverse().join(''), 2)))
  })
})
