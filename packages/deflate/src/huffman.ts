/**
 * Computes the lengths of the best prefix code without codes longer than `limit`, by package-merge
 * (Larmore and Hirschberg, "A fast algorithm for optimal length-limited Huffman codes", 1990).
 * The code is always complete, because some decoders require it: if fewer than two symbols occur,
 * others get a code too.
 * @param counts how often each symbol occurs; at most 2^limit of them occur
 * @returns bits of each symbol's code, 0 if it has none
 */
export function codeLengths(counts: ArrayLike<number>, limit: number): Uint8Array {
  const lengths = new Uint8Array(counts.length)
  const leaves = sortedLeaves(counts)
  if (leaves.length < 2) {
    const [only = 0] = leaves
    lengths[only] = 1
    lengths[only === 0 ? 1 : 0] = 1
    return lengths
  }
  const weights = Float64Array.from(leaves, (symbol) => counts[symbol] as number)
  const wanted = 2 * leaves.length - 2
  const levels = mergeLevels(weights, limit, wanted)
  // Take the cheapest `wanted` items of the last level; each package takes two of the level before.
  let taken = wanted
  for (const packages of levels.reverse()) {
    let inside = 0
    for (let item = 0; item < taken; item += 1) inside += packages[item] as number
    for (let leaf = 0; leaf < taken - inside; leaf += 1) {
      const symbol = leaves[leaf] as number
      lengths[symbol] = (lengths[symbol] as number) + 1
    }
    taken = 2 * inside
  }
  return lengths
}

/** Sorts the symbols that occur, rarest first, ties by symbol, so that the order is always the same. */
function sortedLeaves(counts: ArrayLike<number>): Uint16Array {
  const leaves: number[] = []
  for (let symbol = 0; symbol < counts.length; symbol += 1) if (counts[symbol] !== 0) leaves.push(symbol)
  leaves.sort((a, b) => (counts[a] as number) - (counts[b] as number) || a - b)
  return Uint16Array.from(leaves)
}

/** Lists each level's items from the cheapest on: 1 for a package of two items of the level before, 0 for a leaf. */
function mergeLevels(weights: Float64Array, limit: number, wanted: number): Uint8Array[] {
  const levels: Uint8Array[] = []
  let before = new Float64Array(wanted)
  let items = new Float64Array(wanted)
  let pairs = 0
  for (let level = 0; level < limit; level += 1) {
    const packages = new Uint8Array(wanted)
    let leaf = 0
    let pair = 0
    let count = 0
    for (; count < wanted && (leaf < weights.length || pair < pairs); count += 1) {
      const together =
        pair < pairs ? (before[2 * pair] as number) + (before[2 * pair + 1] as number) : Infinity
      if (leaf < weights.length && (weights[leaf] as number) <= together) {
        items[count] = weights[leaf] as number
        leaf += 1
      } else {
        items[count] = together
        packages[count] = 1
        pair += 1
      }
    }
    levels.push(packages)
    pairs = count >> 1
    const spare = before
    before = items
    items = spare
  }
  return levels
}

/**
 * Computes the codes for the lengths (RFC 1951, 3.2.2), with the first bit lowest, as they are
 * written (3.1.1).
 */
export function codesOf(lengths: Uint8Array): Uint16Array {
  const next = new Uint16Array(17)
  for (const length of lengths) next[length + 1] = (next[length + 1] as number) + 1
  next[1] = 0
  for (let length = 2; length < next.length; length += 1) {
    next[length] = ((next[length - 1] as number) + (next[length] as number)) << 1
  }
  return Uint16Array.from(lengths, (length) => {
    if (length === 0) return 0
    const code = next[length] as number
    next[length] = code + 1
    return reversed(code, length)
  })
}

function reversed(code: number, length: number): number {
  let bits = 0
  for (let at = 0; at < length; at += 1) bits |= ((code >>> at) & 1) << (length - 1 - at)
  return bits
}
