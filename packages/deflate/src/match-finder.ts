import { DISTANCE_SHIFT, MAX_LENGTH, MIN_LENGTH, WINDOW } from './format.ts'

/** Maximum earlier places per search; more gains little. */
const DEPTH = 256
const HASH_BITS = 16
/** Twice the window, so that a place a whole window back is not overwritten yet. */
const SLOTS = 2 * WINDOW
/** Room for repetitions per byte; if it runs out, only the longest of each place are kept. */
const ROOM = 8

/**
 * The repetitions that begin at each place of a segment. Those of place `i` are
 * `found[first[i]]` to `found[first[i + 1] - 1]`, as `distance << DISTANCE_SHIFT | length`. Both
 * grow: each length has its nearest repetition.
 */
export interface Matches {
  readonly first: Uint32Array
  readonly found: Uint32Array
}

/**
 * Finds repetitions with a binary tree for each hash of three bytes. It is sorted by the
 * following bytes with the newest on top, so that a search meets the nearest of each length first.
 */
export class MatchFinder {
  readonly #roots = new Int32Array(1 << HASH_BITS)
  readonly #children = new Int32Array(2 * SLOTS)
  readonly #first: Uint32Array
  readonly #found: Uint32Array
  #count = 0
  // The longest repetition of the previous place: one byte later, it still applies, one byte shorter.
  #knownDistance = 0
  #knownLength = 0

  /** @param size bytes of the largest segment */
  constructor(size: number) {
    this.#first = new Uint32Array(size + 1)
    this.#found = new Uint32Array(ROOM * size + MAX_LENGTH)
  }

  /**
   * @param bytes at most a window of bytes before the segment, and the segment
   * @param start where the segment begins
   * @returns valid until the next call
   */
  find(bytes: Uint8Array, start: number): Matches {
    this.#roots.fill(-1)
    this.#count = 0
    this.#knownLength = 0
    for (let at = 0; at < start; at += 1) this.#visit(bytes, at, false)
    let covered = start
    for (let at = start; at < bytes.length; at += 1) {
      this.#first[at - start] = this.#count
      // A place inside one of the longest repetitions is hardly ever a better beginning.
      const longest = this.#visit(bytes, at, at >= covered)
      if (at >= covered && longest === MAX_LENGTH) covered = at + MAX_LENGTH
    }
    this.#first[bytes.length - start] = this.#count
    return { first: this.#first, found: this.#found }
  }

  /** Puts a place on top of its tree; returns the length of the longest repetition. */
  #visit(bytes: Uint8Array, at: number, record: boolean): number {
    const limit = Math.min(MAX_LENGTH, bytes.length - at)
    if (limit < MIN_LENGTH) return 0
    const children = this.#children
    const found = this.#found
    const hash = hashOf(bytes, at)
    let node = this.#roots[hash] as number
    this.#roots[hash] = at
    const oldest = Math.max(at - WINDOW, 0)
    let less = 2 * (at & (SLOTS - 1))
    let greater = less + 1
    let lessLength = 0
    let greaterLength = 0
    let longest = MIN_LENGTH - 1
    const knownDistance = this.#knownDistance
    const knownLength = Math.min(this.#knownLength - 1, limit)
    this.#knownLength = 0
    const begin = this.#count
    let count = begin
    for (let depth = DEPTH; node >= oldest && depth > 0; depth -= 1) {
      let length = lessLength < greaterLength ? lessLength : greaterLength
      if (at - node === knownDistance && knownLength > length) length = knownLength
      while (length < limit && bytes[node + length] === bytes[at + length]) length += 1
      const child = 2 * (node & (SLOTS - 1))
      if (length > longest) {
        longest = length
        this.#knownDistance = at - node
        this.#knownLength = length
        found[count] = ((at - node) << DISTANCE_SHIFT) | length
        count += 1
        if (length === limit) {
          children[less] = children[child] as number
          children[greater] = children[child + 1] as number
          this.#keep(record, begin, count)
          return longest
        }
      }
      if ((bytes[node + length] as number) < (bytes[at + length] as number)) {
        children[less] = node
        less = child + 1
        node = children[less] as number
        lessLength = length
      } else {
        children[greater] = node
        greater = child
        node = children[greater] as number
        greaterLength = length
      }
    }
    children[less] = -1
    children[greater] = -1
    this.#keep(record, begin, count)
    return longest
  }

  #keep(record: boolean, begin: number, count: number): void {
    if (!record || count === begin) return
    if (count <= this.#found.length - MAX_LENGTH) {
      this.#count = count
    } else if (begin < this.#found.length - MAX_LENGTH) {
      this.#found[begin] = this.#found[count - 1] as number
      this.#count = begin + 1
    }
  }
}

function hashOf(bytes: Uint8Array, at: number): number {
  const three = (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16)
  return Math.imul(three, 0x9e_37_79_b1) >>> (32 - HASH_BITS)
}
