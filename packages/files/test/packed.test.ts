import { execFileSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { makeTar, padded, tarHeader } from '@exuvia/crafted-archives'
import { type ToolTag, testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { type PackedKind, unpackFile } from '../src/packed/unpack-file.ts'
import { readArchive } from '../src/index.ts'
import { temporaryFolder } from './support.ts'

/** `hello`, as Python's lzma and bz2 compress it. */
const XZ = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAEaGVsbG8AAAAAsTe52+XaHpsAAR0FuC2Arx+2830BAAAAAARZWg==',
  'base64',
)
const BZ2 = Buffer.from('QlpoOTFBWSZTWRkxZT0AAACBAAJEoAAhmmgzTQczi7kinChIDJiynoA=', 'base64')
const ZSTD = zstdCompressSync('hello')

async function unpacked(kind: PackedKind, bytes: Uint8Array): Promise<Buffer> {
  const file = path.join(await temporaryFolder(), 'packed')
  await writeFile(file, bytes)
  const pieces: Uint8Array[] = []
  for await (const piece of unpackFile(file, kind).bytes) pieces.push(piece)
  return Buffer.concat(pieces)
}

const SAMPLES = [
  ['xz', XZ],
  ['bzip2', BZ2],
  ['zstd', ZSTD],
] as const

test.each(SAMPLES)('unpacks %s', async (kind, bytes) => {
  expect((await unpacked(kind, bytes)).toString()).toBe('hello')
})

test.each(SAMPLES)('%s: every cut is an error', async (kind, bytes) => {
  for (let size = 0; size < bytes.length; size += 1)
    await expect(unpacked(kind, bytes.subarray(0, size))).rejects.toThrow(/early|follows|malformed/)
})

// zstd has a checksum only where its packer adds one.
test.each(SAMPLES.slice(0, 2))('%s: no changed bit changes the content', async (kind, bytes) => {
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes)
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
    const content = await unpacked(kind, changed).catch(() => 'refused')
    expect(['refused', 'hello']).toContain(content.toString())
  }
})

test.each(SAMPLES)('%s: data behind the end is refused, a second stream is read', async (kind, bytes) => {
  await expect(unpacked(kind, Buffer.concat([bytes, Buffer.from('junk')]))).rejects.toThrow('data follows')
  expect((await unpacked(kind, Buffer.concat([bytes, bytes]))).toString()).toBe('hellohello')
})

test.each([
  ['xz', XZ, 'streams'],
  ['bzip2', BZ2, 'streams'],
  ['zstd', ZSTD, 'frames'],
  ['zstd', Buffer.from('28b52ffd2000010000', 'hex'), 'frames'],
  ['zstd', Buffer.from('502a4d1800000000', 'hex'), 'frames'],
] as const)('%s: 1,000 %3$s in a row are read, and not one more', async (kind, bytes, noun) => {
  const row = (count: number): Buffer => Buffer.concat(Array.from({ length: count }, () => bytes))
  const each = (await unpacked(kind, bytes)).length
  expect((await unpacked(kind, row(1000))).length).toBe(1000 * each)
  await expect(unpacked(kind, row(100_000))).rejects.toMatchObject({
    reason: 'unsupported',
    message: `it uses more than 1000 ${noun}`,
  })
})

test.each([
  [8, 'hellohello'],
  [4, 'hellohello'],
  [3, 'refused'],
])('%i zeros between two xz streams: %s', async (count, expected) => {
  const two = Buffer.concat([XZ, Buffer.alloc(count), XZ])
  expect((await unpacked('xz', two).catch(() => 'refused')).toString()).toBe(expected)
})

test('zstd: a frame that zstd skips is skipped, and a frame holds what its header says', async () => {
  const skipped = Buffer.concat([Buffer.from('502a4d1803000000616263', 'hex'), ZSTD])
  expect((await unpacked('zstd', skipped)).toString()).toBe('hello')
  // 254 bytes stated, none there.
  await expect(unpacked('zstd', Buffer.from('28b52ffd20fe010000', 'hex'))).rejects.toThrow('another size')
})

test.each([
  ['a window of 2048 MiB', Buffer.from('28b52ffd00a8010000', 'hex'), 'zstd'],
  ['a dictionary', Buffer.from('28b52ffd210105010000', 'hex'), 'zstd'],
] as const)('%s is unsupported', async (what, bytes, kind) => {
  await expect(unpacked(kind, bytes)).rejects.toMatchObject({ reason: 'unsupported' })
  await expect(unpacked(kind, bytes)).rejects.toThrow(what)
})

/** Contents that use every part of the decoders: literals, matches, runs, repeats, no compression. */
function contents(): Record<string, Buffer> {
  let seed = 1
  const random = (most: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return Math.floor((seed / 2 ** 32) * most)
  }
  const noise = Buffer.from(Uint8Array.from({ length: 70_000 }, () => random(256)))
  const words = ['import ', 'os', '\n', 'def ', 'return ', '    ', 'self.', 'value', ' = ', '0x1F', '(', '):']
  const text = Buffer.from(Array.from({ length: 60_000 }, () => words[random(words.length)]).join(''))
  const runs = Buffer.concat(
    Array.from({ length: 500 }, () =>
      Buffer.alloc([1, 3, 4, 5, 255, 259, 260, 600][random(8)] ?? 1, random(256)),
    ),
  )
  const mixed = Buffer.concat([
    text.subarray(0, 9000),
    noise,
    text.subarray(4000, 9000),
    Buffer.alloc(99_999),
  ])
  return { empty: Buffer.alloc(0), byte: Buffer.from('x'), noise, text, runs, mixed }
}

const PACKERS: readonly { needs: ToolTag[]; kind: PackedKind; call: readonly string[] }[] = [
  { needs: ['xz'], kind: 'xz', call: ['xz', '-6'] },
  { needs: ['xz'], kind: 'xz', call: ['xz', '-9e', '--check=sha256'] },
  { needs: ['xz'], kind: 'xz', call: ['xz', '-0', '--check=crc32'] },
  { needs: ['xz'], kind: 'xz', call: ['xz', '--check=none', '--lzma2=lc=0,lp=4,pb=0,dict=4096'] },
  { needs: ['xz'], kind: 'xz', call: ['xz', '--lzma2=lc=4,lp=0,pb=4,dict=65536'] },
  { needs: ['xz'], kind: 'xz', call: ['xz', '-2', '-T2', '--block-size=20000'] },
  { needs: ['bzip2'], kind: 'bzip2', call: ['bzip2', '-9'] },
  { needs: ['bzip2'], kind: 'bzip2', call: ['bzip2', '-1'] },
  { needs: ['zstd'], kind: 'zstd', call: ['zstd', '-3'] },
  { needs: ['zstd'], kind: 'zstd', call: ['zstd', '-19', '--no-check'] },
]

testEach(PACKERS)(
  'what $call packs is unpacked, byte by byte',
  { tags: ['slow'] },
  async ({ kind, call }) => {
    const [program = '', ...args] = call
    for (const [name, content] of Object.entries(contents())) {
      const packed = execFileSync(program, args, { input: content })
      expect((await unpacked(kind, packed)).equals(content), name).toBe(true)
    }
  },
)

testEach([
  { needs: ['xz'], call: ['xz', '--x86', '--lzma2'], reason: 'a filter other than LZMA2' },
  { needs: ['xz'], call: ['xz', '--lzma2=dict=96MiB'], reason: 'a dictionary of 96 MiB' },
])('$call is unsupported: $reason', async ({ call, reason }) => {
  const [program = '', ...args] = call
  await expect(unpacked('xz', execFileSync(program, args, { input: 'x' }))).rejects.toThrow(reason)
})

function tar(content: Buffer): Buffer {
  return makeTar([tarHeader('a.txt', '0', { size: content.length }), padded(content)])
}

async function paths(bytes: Uint8Array): Promise<string[]> {
  const file = path.join(await temporaryFolder(), 'some.bin')
  await writeFile(file, bytes)
  const found: string[] = []
  for await (const entry of readArchive(file)) found.push(entry.path)
  return found
}

describe('a compressed tar', () => {
  testEach([
    { needs: ['xz'], program: 'xz' },
    { needs: ['bzip2'], program: 'bzip2' },
    { needs: ['zstd'], program: 'zstd' },
  ])(
    'of $program is read by its bytes; a damaged, cut or huge one is refused by name',
    { tags: ['slow'] },
    async ({ program }) => {
      const packed = execFileSync(program, [], { input: tar(Buffer.from('hello')) })
      expect(await paths(packed)).toEqual(['a.txt'])
      const changed = Buffer.from(packed)
      changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 0xff
      await expect(paths(changed)).rejects.toMatchObject({ kind: 'refused' })
      await expect(paths(packed.subarray(0, -3))).rejects.toMatchObject({ code: 'archive-truncated' })
      const bomb = execFileSync(program, ['-1'], { input: tar(Buffer.alloc(72 * 1024 * 1024)) })
      await expect(paths(bomb)).rejects.toMatchObject({ code: 'archive-bomb' })
    },
  )

  test('of zstd, with Node alone', async () => {
    expect(await paths(zstdCompressSync(tar(Buffer.from('hello'))))).toEqual(['a.txt'])
    expect(await paths(gzipSync(tar(Buffer.from('hello'))))).toEqual(['a.txt'])
  })
})
