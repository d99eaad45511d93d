import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { zstdCompressSync } from 'node:zlib'
import { makeTar, makeZip, padded, tarHeader } from '@exuvia/crafted-archives'
import { hasTool } from '@exuvia/test-needs'
import type { Crafted } from './input.ts'
import { mutated } from './random.ts'

const MODULE = 'demo-1.0/demo/__init__.py'
const tar = (content: string | Buffer): Buffer =>
  makeTar([tarHeader(MODULE, '0', { size: Buffer.byteLength(content) }), padded(content)])

const FILES = { xz: 'demo-1.0.tar.xz', bzip2: 'demo-1.0.tar.bz2', zstd: 'demo-1.0.tar.zst' } as const
type Kind = keyof typeof FILES

/** How `packers.py` packs content, or as many zeros. */
interface Order {
  readonly kind: 'xz' | 'bzip2'
  readonly check?: 'none' | 'crc32' | 'crc64' | 'sha256'
  /** Bytes. */
  readonly dictionary?: number
  readonly filter?: 'x86' | 'delta'
  readonly content?: Buffer
  readonly zeros?: number
}

/** Tars in xz, bzip2 and zstd: valid, cut off, damaged, followed by something, and bombs. Python's lzma and bz2 pack them. */
export function packed(): Crafted[] {
  const small = tar('VALUE = 1\n'.repeat(50))
  const valid = {
    xz: xz({ content: small }),
    bzip2: bzip2({ content: small }),
    zstd: () => zstdCompressSync(small),
  }
  const kinds: readonly Kind[] = hasTool('python3') ? ['xz', 'bzip2', 'zstd'] : ['zstd']
  return [
    ...kinds.flatMap((kind) => ends(kind, valid[kind])),
    ...(hasTool('python3') ? [...xzs(small), ...bombs()] : []),
    crafted('zstd', '200 MB of zeros', () => zstdCompressSync(tar(Buffer.alloc(200_000_000)))),
    crafted('zstd', 'a window of 2 GiB', () => Buffer.from('28b52ffd00a8010000', 'hex')),
    crafted('zstd', '100,000 empty frames', () =>
      repeated(Buffer.from('28b52ffd2000010000', 'hex'), 100_000),
    ),
    crafted('zstd', '100 zips of 60 MB of zeros', zipsOfZeros),
    crafted('zstd', '70,000 frames of a letter', () => repeated(zstdCompressSync('x'), 70_000)),
    crafted('zstd', '100,000 frames to skip', () =>
      repeated(Buffer.from('502a4d1800000000', 'hex'), 100_000),
    ),
  ]
}

/** A tarball of 25 kB, in which each archive keeps to the limits of one archive. */
function zipsOfZeros(): Buffer {
  const content = makeZip([{ name: 'zeros', content: Buffer.alloc(60 * 1024 * 1024), deflated: true }])
  const one = (index: number): Buffer[] => [
    tarHeader(`demo-1.0/${index}.zip`, '0', { size: content.length }),
    padded(content),
  ]
  return zstdCompressSync(makeTar(Array.from({ length: 100 }, (_, index) => one(index)).flat()))
}

function crafted(kind: Kind, name: string, bytes: () => Buffer): Crafted {
  return { name: `${kind}: ${name}`, file: FILES[kind], bytes }
}

function ends(kind: Kind, valid: () => Buffer): Crafted[] {
  const made: Readonly<Record<string, () => Buffer>> = {
    valid,
    'twice the same tar': () => Buffer.concat([valid(), valid()]),
    'text behind the end': () => Buffer.concat([valid(), Buffer.from('text')]),
    'zeros behind the end': () => Buffer.concat([valid(), Buffer.alloc(8)]),
    'three zeros behind the end': () => Buffer.concat([valid(), Buffer.alloc(3)]),
    '900,000 zeros behind the end': () => Buffer.concat([valid(), Buffer.alloc(900_000)]),
    'a second stream that is cut off': () => Buffer.concat([valid(), valid().subarray(0, -6)]),
    'the mark alone, then noise': () =>
      Buffer.concat([valid().subarray(0, 6), ...mutated(Buffer.alloc(400_000), 2)]),
    ...Object.fromEntries(
      [1, 2, 4, 8, 12, 24].map((bytes) => [
        `without its last ${bytes} bytes`,
        () => valid().subarray(0, -bytes),
      ]),
    ),
    ...Object.fromEntries(
      [3, 7, 13, 30].map((bytes) => [`its first ${bytes} bytes`, () => valid().subarray(0, bytes)]),
    ),
  }
  return [
    ...Object.entries(made).map(([name, bytes]) => crafted(kind, name, bytes)),
    ...Array.from({ length: 20 }, (_, seed) =>
      crafted(kind, `changed at random, ${seed}`, () => mutated(valid(), seed + 1)[seed] ?? Buffer.alloc(0)),
    ),
  ]
}

function xzs(content: Buffer): Crafted[] {
  const made: Readonly<Record<string, () => Buffer>> = {
    'no check': xz({ content, check: 'none' }),
    'CRC-32': xz({ content, check: 'crc32' }),
    'SHA-256': xz({ content, check: 'sha256' }),
    'a wrong CRC-64': () => changedAt(xz({ content })(), -29),
    'a wrong SHA-256': () => changedAt(xz({ content, check: 'sha256' })(), -40),
    'a dictionary of 64 MiB': xz({ content, dictionary: 64 << 20 }),
    'a dictionary of 1.5 GiB': xz({ content, dictionary: 0x60000000 }),
    'a filter for x86': xz({ content, filter: 'x86' }),
    'a delta filter': xz({ content, filter: 'delta' }),
    '10,000 empty streams': () => repeated(xz({ content: Buffer.alloc(0) })(), 10_000),
    '16,000 streams of a letter': () => repeated(xz({ content: Buffer.from('x') })(), 16_000),
  }
  return Object.entries(made).map(([name, bytes]) => crafted('xz', name, bytes))
}

function bombs(): Crafted[] {
  const zeros = 200_000_000
  return [
    crafted('xz', '200 MB of zeros', xz({ zeros })),
    crafted('bzip2', '200 MB of zeros', bzip2({ zeros })),
    crafted('bzip2', '20,000 streams', () => repeated(bzip2({ content: Buffer.from('x') })(), 20_000)),
    crafted('bzip2', '20,000 empty streams', () => repeated(bzip2({ content: Buffer.alloc(0) })(), 20_000)),
    crafted('bzip2', 'one block of 45 MB', bzip2({ zeros: 45_000_000 })),
  ]
}

const xz =
  (order: Omit<Order, 'kind'>): (() => Buffer) =>
  () =>
    pack({ kind: 'xz', ...order })
const bzip2 =
  (order: Omit<Order, 'kind'>): (() => Buffer) =>
  () =>
    pack({ kind: 'bzip2', ...order })

const done = new Map<string, Buffer>()

/** Packs with Python, once for each order. */
function pack({ content, ...order }: Order): Buffer {
  const text = JSON.stringify({ ...order, content: content?.toString('base64') })
  const before = done.get(text)
  if (before !== undefined) return before
  const script = path.join(import.meta.dirname, 'packers.py')
  const bytes = execFileSync('python3', [script], { input: text, maxBuffer: 64 * 1024 * 1024 })
  done.set(text, bytes)
  return bytes
}

function repeated(bytes: Buffer, count: number): Buffer {
  return Buffer.concat(Array.from({ length: count }, () => bytes))
}

function changedAt(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  const place = (copy.length + at) % copy.length
  copy[place] = (copy[place] ?? 0) ^ 0x10
  return copy
}
