import { readPyc } from '../../src/index.ts'
import type { Random } from './random.ts'
import { type Tokens, tokensOf } from './tokens.ts'

/** A file that mutations start from. */
export interface Seed {
  readonly runtime: string
  readonly bytes: Buffer
  readonly tokens: Tokens
}

/** @throws what `readPyc` throws */
export function makeSeed(runtime: string, bytes: Buffer): Seed {
  return { runtime, bytes, tokens: tokensOf(readPyc(bytes)) }
}

const TYPE_CODES = Buffer.from('0NFTS.iIlfgxystuRraAzZ()[{}<>:c?')
const SIZES = [-1, 0, 1, 2, 4, 5, 8, 255, 256, 0x7fff, 0xffff, 0x7fffffff, -0x80000000, -0x7fffffff]
/** Beginnings of containers of one element, or of two if the second is a value. */
const OPENINGS = [
  '2901',
  'a901',
  '2801000000',
  '5b01000000',
  'db01000000',
  '3e01000000',
  'be01000000',
  '7b4e',
  '29024e',
]

type Mutation = (bytes: Buffer, seed: Seed, other: Seed, random: Random) => Buffer

/** Changes of bytes, without regard to their meaning. */
const BLIND: readonly Mutation[] = [
  (bytes, _seed, _other, random) => put(bytes, place(bytes, random), Buffer.from([random.below(256)])),
  (bytes, _seed, _other, random) => {
    const at = place(bytes, random)
    return put(bytes, at, Buffer.from([(bytes[at] ?? 0) ^ (1 << random.below(8))]))
  },
  (bytes, _seed, _other, random) =>
    put(bytes, place(bytes, random), Buffer.from([random.pick(TYPE_CODES) | (random.below(2) << 7)])),
  (bytes, _seed, _other, random) => {
    const at = place(bytes, random)
    return splice(bytes, at, at + 1 + random.below(16), Buffer.alloc(0))
  },
  (bytes, _seed, other, random) => {
    const from = random.below(other.bytes.length)
    const at = place(bytes, random)
    return splice(bytes, at, at, other.bytes.subarray(from, from + random.below(96)))
  },
  (bytes, _seed, _other, random) => put(bytes, place(bytes, random), size(random)),
  (bytes, _seed, _other, random) => bytes.subarray(0, random.below(bytes.length + 1)),
]

/** Changes of meaningful places in the original: lengths, indices, numbers, types, whole values. */
const AWARE: readonly Mutation[] = [
  (bytes, { tokens }, _other, random) =>
    anyOf(tokens.lengths, random, (where) => put(bytes, where, size(random)), bytes),
  (bytes, { tokens }, _other, random) =>
    anyOf(
      tokens.lengths,
      random,
      // Nearly right: plus one, minus one.
      (where) =>
        put(
          bytes,
          where,
          i32((where + 4 <= bytes.length ? bytes.readInt32LE(where) : 0) + random.below(5) - 2),
        ),
      bytes,
    ),
  (bytes, { tokens }, _other, random) =>
    anyOf(
      tokens.shortLengths,
      random,
      (where) => put(bytes, where, Buffer.from([(bytes[where] ?? 0) + random.pick([-1, 1, 2, 100, 255])])),
      bytes,
    ),
  (bytes, { tokens }, _other, random) =>
    anyOf(
      tokens.indices,
      random,
      (where) => put(bytes, where, i32(random.below(tokens.values.length + 2) - 1)),
      bytes,
    ),
  (bytes, { tokens }, _other, random) =>
    anyOf(tokens.numbers, random, (where) => put(bytes, where, size(random)), bytes),
  (bytes, { tokens }, _other, random) =>
    anyOf(
      tokens.types,
      random,
      (where) => put(bytes, where, Buffer.from([random.pick(TYPE_CODES) | (random.below(2) << 7)])),
      bytes,
    ),
  (bytes, { tokens }, _other, random) =>
    anyOf(
      tokens.types,
      random,
      (where) => put(bytes, where, Buffer.from([(bytes[where] ?? 0) ^ 0x80])),
      bytes,
    ),
  // A value replaces another, from this file or from another of the same Python.
  (bytes, seed, other, random) => {
    const from = other.runtime === seed.runtime && random.below(2) === 0 ? other : seed
    const value = random.pick(from.tokens.values)
    const target = random.pick(seed.tokens.values)
    return splice(bytes, target[0], target[1], from.bytes.subarray(value[0], value[1]))
  },
  // A value inside many others.
  (bytes, { tokens }, _other, random) => {
    const where = random.pick(tokens.types)
    const depth = random.pick([1, 1, 2, 2, 3, 3, 5, 8, 20, 100, 990, 1997, 2000, 2500])
    const opening = random.pick(OPENINGS)
    return splice(bytes, where, where, Buffer.from(opening.repeat(depth), 'hex'))
  },
  // A tuple whose elements are twice the one before, and so on: 2**n values when walked.
  (bytes, { tokens }, _other, random) => {
    const target = random.pick(tokens.values)
    return splice(bytes, target[0], target[1], doubling(2 + random.below(40), random))
  },
  // Many references to one value.
  (bytes, { tokens }, _other, random) => {
    const target = random.pick(tokens.values)
    const count = 1 + random.below(300)
    const one = Buffer.concat([Buffer.from('r'), i32(random.below(tokens.values.length))])
    const tuple = Buffer.concat([Buffer.from('('), i32(count), ...Array<Buffer>(count).fill(one)])
    return splice(bytes, target[0], target[1], tuple)
  },
  (bytes, { tokens }, _other, random) =>
    anyOf(
      tokens.lineTables,
      random,
      ([start, end]) => {
        const where = start + random.below(Math.max(1, end - start))
        return put(
          bytes,
          where,
          Buffer.from(Array.from({ length: 1 + random.below(8) }, () => random.below(256))),
        )
      },
      bytes,
    ),
]

/** Applies one to four changes to the original. */
export function mutate(seed: Seed, other: Seed, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(seed.bytes)
  for (let edits = random.pick([1, 1, 1, 2, 2, 3, 4]); edits > 0; edits -= 1) {
    const mutation = random.pick(random.below(3) === 0 ? BLIND : AWARE)
    bytes = mutation(bytes, seed, other, random)
  }
  return bytes
}

/** Mutates bytes of another kind, such as .mpy, and headers. */
export function mutateBlindly(seed: Seed, random: Random): Buffer {
  let bytes: Buffer = Buffer.from(seed.bytes)
  for (let edits = 1 + random.below(4); edits > 0; edits -= 1) {
    bytes = random.pick(BLIND)(bytes, seed, seed, random)
  }
  return bytes
}

/** Makes `levels` containers that each contain the next one and a reference to it. */
function doubling(levels: number, random: Random): Buffer {
  const opening = random.pick(['a902', 'be02000000', 'db02000000'])
  const parts: Buffer[] = []
  for (let i = 0; i < levels; i += 1) parts.push(Buffer.from(opening, 'hex'))
  parts.push(Buffer.from('fa0b6c6f6e6720656e6f756768', 'hex'))
  // These references are right only in a file that begins with this value; in others they hit other values.
  const base = random.below(8)
  for (let i = levels; i > 0; i -= 1) parts.push(Buffer.concat([Buffer.from('r'), i32(base + i)]))
  return Buffer.concat(parts)
}

function place(bytes: Buffer, random: Random): number {
  return random.below(Math.max(1, bytes.length))
}

function anyOf<T>(
  places: readonly T[],
  random: Random,
  change: (where: T) => Buffer,
  otherwise: Buffer,
): Buffer {
  return places.length === 0 ? otherwise : change(random.pick(places))
}

function size(random: Random): Buffer {
  return i32(random.below(3) === 0 ? random.below(300) : random.pick(SIZES))
}

function i32(value: number): Buffer {
  const buffer = Buffer.alloc(4)
  buffer.writeInt32LE(value | 0)
  return buffer
}

/** Overwrites bytes; drops those beyond the end. */
function put(bytes: Buffer, where: number, data: Buffer): Buffer {
  data.copy(bytes, Math.min(where, bytes.length))
  return bytes
}

function splice(bytes: Buffer, start: number, end: number, data: Buffer): Buffer {
  return Buffer.concat([bytes.subarray(0, start), data, bytes.subarray(end)])
}
