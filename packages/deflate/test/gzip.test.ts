import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { SEGMENT } from '../src/encode-segment.ts'
import { gzip } from '../src/gzip.ts'
import { openSegmentThreads } from '../src/segment-threads.ts'
import { run, temporaryFolder } from './support.ts'

const WINDOW = 32_768

// A permanent user keeps the threads alive, so that they do not restart for every test.
const threads = openSegmentThreads()
afterAll(() => threads.close())

async function compress(bytes: Uint8Array, cuts: readonly number[] = []): Promise<Buffer> {
  const ends = [...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b)
  const pieces = ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end))
  const out: Uint8Array[] = []
  for await (const chunk of gzip(streamOf(pieces))) out.push(chunk)
  return Buffer.concat(out)
}

async function* streamOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces
}

/** Makes random bytes, the same for the same seed. */
function noise(size: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(size)
  let state = seed
  for (let at = 0; at < size; at += 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    bytes[at] = state >>> 24
  }
  return bytes
}

/** Makes words in random order. */
function text(size: number, seed = 1): Uint8Array {
  const words = 'load store call return the code of a name is const local global attribute'.split(' ')
  const parts: string[] = []
  for (const byte of noise(Math.ceil(size / 2), seed)) parts.push(words[byte % words.length] as string)
  return Buffer.from(parts.join(' ')).subarray(0, size)
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The largest output for a size: gzip adds a header, a trailer, and five bytes per stored block and segment's end. */
function mostOf(size: number): number {
  const segments = Math.ceil(size / SEGMENT)
  return size + 18 + 5 * (segments * Math.ceil(SEGMENT / 65_535) + segments + 1)
}

type Piece = (before: Uint8Array) => Uint8Array

/** Pieces of every kind; copies reach back as far as a window, and beyond it. */
const PIECES: fc.Arbitrary<Piece> = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => () => bytes),
  fc.tuple(fc.nat(40_000), fc.nat()).map(
    ([size, seed]) =>
      () =>
        noise(size, seed),
  ),
  fc.tuple(fc.nat(40_000), fc.nat()).map(
    ([size, seed]) =>
      () =>
        text(size, seed),
  ),
  fc.tuple(fc.nat(255), fc.oneof(fc.nat(600), fc.nat(70_000))).map(
    ([byte, size]) =>
      () =>
        new Uint8Array(size).fill(byte),
  ),
  fc
    .tuple(fc.constantFrom(1, 2, 3, 4, 5, 257, 258, 259, WINDOW - 1, WINDOW, WINDOW + 1), fc.nat(5000))
    .map(([distance, size]): Piece => (before) => {
      const from = before.subarray(Math.max(before.length - distance, 0))
      return from.length === 0 ? from : new Uint8Array(size).map((_, at) => from[at % from.length] as number)
    }),
)

const BYTES = fc
  .array(PIECES, { maxLength: 8 })
  .map((pieces) =>
    pieces.reduce<Uint8Array>((before, piece) => Buffer.concat([before, piece(before)]), Buffer.alloc(0)),
  )

describe('the output of Exuvia’s own encoder', () => {
  test('unpacks to the input, and is at most a few bytes larger', { tags: ['slow'] }, async () => {
    await fc.assert(
      fc.asyncProperty(BYTES, async (bytes) => {
        const packed = await compress(bytes)
        expect(gunzipSync(packed).equals(bytes)).toBe(true)
        expect(packed.length).toBeLessThanOrEqual(mostOf(bytes.length))
      }),
      { numRuns: 60 },
    )
  })

  test('does not depend on the pieces of the input', { tags: ['slow'] }, async () => {
    await fc.assert(
      fc.asyncProperty(BYTES, fc.array(fc.nat(100_000)), async (bytes, cuts) => {
        expect((await compress(bytes, cuts)).equals(await compress(bytes))).toBe(true)
      }),
      { numRuns: 30 },
    )
    const long = text(2 * SEGMENT + 1000)
    const cuts = [1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT]
    expect((await compress(long, cuts)).equals(await compress(long))).toBe(true)
  })

  test(
    'unpacks to the same bytes with gzip, busybox and Python, for any size',
    { tags: ['busybox', 'gzip', 'python3'] },
    async () => {
      const folder = await temporaryFolder()
      const sizes = [WINDOW, 65_535, SEGMENT].flatMap((size) => [size - 1, size, size + 1])
      const files: string[] = []
      const digests: string[] = []
      for (const size of [0, 1, 2, 3, 257, 258, 259, ...sizes, 2 * SEGMENT]) {
        for (const bytes of [new Uint8Array(size), noise(size), text(size)]) {
          const packed = await compress(bytes)
          expect(packed.length).toBeLessThanOrEqual(mostOf(size))
          expect(gunzipSync(packed).equals(bytes)).toBe(true)
          const file = path.join(folder, `${files.length}.gz`)
          await writeFile(file, packed)
          files.push(file)
          digests.push(sha256(bytes))
        }
      }
      await run('gzip', ['-t', ...files])
      await run('busybox', ['gzip', '-t', ...files])
      const script =
        'import gzip, hashlib, sys\nfor f in sys.argv[1:]: print(hashlib.sha256(gzip.open(f).read()).hexdigest())'
      expect(await run('python3', ['-c', script, ...files])).toBe(`${digests.join('\n')}\n`)
    },
  )

  test('is the same for inputs that are encoded concurrently', { tags: ['slow'] }, async () => {
    const inputs = [text(3 * SEGMENT), noise(2 * SEGMENT, 2), text(100, 3), new Uint8Array()]
    const apart: Buffer[] = []
    for (const input of inputs) apart.push(await compress(input))
    const together = await Promise.all(inputs.map((input) => compress(input)))
    expect(together.map((packed) => sha256(packed))).toEqual(apart.map((packed) => sha256(packed)))
    expect(together.map((packed) => sha256(gunzipSync(packed)))).toEqual(inputs.map((input) => sha256(input)))
  })

  test('stops its threads’ work if its reader stops, and others continue', { tags: ['slow'] }, async () => {
    const bytes = text(4 * SEGMENT)
    const left = gzip(streamOf([bytes]))
    await left.next()
    await left.next()
    const other = compress(text(SEGMENT))
    await left.return(undefined)
    expect(gunzipSync(await other).equals(text(SEGMENT))).toBe(true)
  })

  test('refers back a whole window, and into the previous segment', async () => {
    const block = noise(WINDOW)
    const once = await compress(block)
    const twice = await compress(Buffer.concat([block, block]))
    expect(twice.length - once.length).toBeLessThan(WINDOW / 100)
    const filler = new Uint8Array(SEGMENT - 1000)
    const across = await compress(Buffer.concat([filler, block.subarray(0, 1000), block.subarray(0, 1000)]))
    expect(across.length).toBeLessThan(2000)
  })

  test('has separate codes for each part of the input', async () => {
    const parts = [text(30_000), noise(30_000), text(30_000).map((byte) => byte ^ 128)]
    const apart = await Promise.all(parts.map((part) => compress(part)))
    const together = await compress(Buffer.concat(parts))
    expect(together.length).toBeLessThan(apart.reduce((sum, { length }) => sum + length, 0) + 100)
  })

  test('is unchanged: other bytes would change every release that is built again', async () => {
    const bytes = Buffer.concat([text(SEGMENT), noise(5000), new Uint8Array(70_000), text(100_000)])
    const packed = await compress(bytes)
    expect(sha256(packed)).toBe('b023248a8e58e13c98e83e1f10c04452d5503e6016498ccc4f78a87cadcc49ee')
  })

  test(
    'unpacks to the input if rows are nearly equal, each with many repetitions',
    { tags: ['slow'] },
    async () => {
      const row = noise(250)
      const rows = Array.from({ length: 2000 }, (_, index) => {
        const copy = row.slice()
        copy[index % 250] = index
        return copy
      })
      const bytes = Buffer.concat(rows)
      expect(gunzipSync(await compress(bytes)).equals(bytes)).toBe(true)
    },
  )
})
