import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { type ByteReader, byteReader } from './byte-reader.ts'
import { Crc64 } from './crc64.ts'
import { exactly } from './exactly.ts'
import { type Chunk, Lzma2Decoder } from './lzma2.ts'
import { damaged, unsupported } from './packed-error.ts'
import { expectFewStreams } from './streams.ts'

/** Bytes; `xz -9` uses 64 MiB, and a larger one needs `--lzma2=dict=…`. */
const MAX_DICTIONARY = 64 * 1024 * 1024
const LZMA2 = 0x21
const MAGIC = Buffer.from('fd377a585a00', 'hex')
const FOOTER_MAGIC = Buffer.from('YZ', 'latin1')

/** Computes one kind of check over a block. */
interface Check {
  readonly add: (bytes: Uint8Array) => void
  readonly digest: () => Buffer
}

const CHECKS: Readonly<Record<number, () => Check>> = {
  0: () => ({ add: () => undefined, digest: () => Buffer.alloc(0) }),
  1: crc32Check,
  4: () => new Crc64(),
  10: () => {
    const hash = createHash('sha256')
    return { add: (bytes) => hash.update(bytes), digest: () => hash.digest() }
  },
}

/** What the index says of a block. */
interface BlockSize {
  readonly packed: number
  readonly unpacked: number
}

/**
 * Unpacks xz data (the xz format, 1.2.1): all streams and blocks, with every check, size and
 * index compared. It throws PackedError, `unsupported` for filters other than LZMA2, unknown
 * checks and dictionaries above 64 MiB.
 */
export async function* unxz(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = byteReader(source[Symbol.asyncIterator]())
  for (let streams = 0; ; streams += 1) {
    const magic = streams === 0 ? await exactly(reader, 6) : await afterPadding(reader)
    if (magic === undefined) return
    expectFewStreams(streams, 'streams')
    if (!MAGIC.equals(magic)) throw damaged('data follows its end')
    yield* unxzStream(reader)
  }
}

/** The first bytes of the next stream. Between streams there may be zeros, four at a time. */
async function afterPadding(reader: ByteReader): Promise<Buffer | undefined> {
  for (;;) {
    const four = await reader.take(4)
    if (four.length === 0) return undefined
    if (four.length < 4) throw damaged('data follows its end')
    if (four.some((byte) => byte !== 0)) return Buffer.concat([four, await reader.take(2)])
  }
}

async function* unxzStream(reader: ByteReader): AsyncGenerator<Uint8Array> {
  const flags = await exactly(reader, 2)
  expectCrc32(flags, await exactly(reader, 4), 'stream header')
  const kind = flags[1] ?? 0
  if (flags[0] !== 0 || kind > 15) throw unsupported('unknown flags')
  const makeCheck = CHECKS[kind]
  if (makeCheck === undefined) throw unsupported(`the check ${kind}`)
  const blocks: BlockSize[] = []
  for (;;) {
    const size = (await exactly(reader, 1))[0] ?? 0
    if (size === 0) break
    blocks.push(yield* unxzBlock(reader, size, makeCheck()))
  }
  const indexSize = await expectIndex(reader, blocks)
  const checksum = await exactly(reader, 4)
  const footer = await exactly(reader, 6)
  expectCrc32(footer, checksum, 'footer')
  if ((footer.readUInt32LE(0) + 1) * 4 !== indexSize)
    throw damaged('its footer names another size of the index')
  if (!footer.subarray(4).equals(flags)) throw damaged('its footer differs from its header')
  if (!FOOTER_MAGIC.equals(await exactly(reader, 2))) throw damaged('its footer does not end correctly')
}

async function* unxzBlock(
  reader: ByteReader,
  sizeByte: number,
  check: Check,
): AsyncGenerator<Uint8Array, BlockSize> {
  const header = Buffer.concat([Buffer.of(sizeByte), await exactly(reader, (sizeByte + 1) * 4 - 1)])
  expectCrc32(header.subarray(0, -4), header.subarray(-4), 'block header')
  const { dictionary, stated } = blockHeader(header.subarray(0, -4))
  const decoder = new Lzma2Decoder(dictionary)
  let packed = 1
  let unpacked = 0
  for (;;) {
    const chunk = await chunkHeader(reader)
    if (chunk === undefined) break
    packed += chunk.size + chunk.packed
    const piece = decoder.unpack(chunk, await exactly(reader, chunk.packed))
    unpacked += piece.length
    check.add(piece)
    // The decoder writes over its buffer with the next chunk.
    yield Uint8Array.from(piece)
  }
  if ((stated.packed ?? packed) !== packed || (stated.unpacked ?? unpacked) !== unpacked)
    throw damaged('a block has another size than its header says')
  if ((await exactly(reader, -packed & 3)).some((byte) => byte !== 0))
    throw damaged('its padding is not empty')
  const digest = check.digest()
  if (!digest.equals(await exactly(reader, digest.length))) throw damaged('its checksum is wrong')
  return { packed: header.length + packed + digest.length, unpacked }
}

interface BlockHeader {
  /** Bytes. */
  readonly dictionary: number
  readonly stated: Partial<BlockSize>
}

function blockHeader(header: Buffer): BlockHeader {
  const flags = header[1] ?? 0
  if ((flags & 0x3c) !== 0) throw unsupported('unknown flags')
  const numbers = numberReader(header, 2)
  const packed = (flags & 0x40) === 0 ? undefined : numbers.next()
  const unpacked = (flags & 0x80) === 0 ? undefined : numbers.next()
  const filter = numbers.next()
  if ((flags & 3) !== 0 || filter !== LZMA2) throw unsupported('a filter other than LZMA2')
  if (numbers.next() !== 1) throw damaged('its LZMA2 properties have a wrong size')
  const dictionary = dictionarySize(header[numbers.at()] ?? 0)
  if (header.subarray(numbers.at() + 1).some((byte) => byte !== 0)) throw damaged('its padding is not empty')
  const stated = {
    ...(packed === undefined ? {} : { packed }),
    ...(unpacked === undefined ? {} : { unpacked }),
  }
  return { dictionary, stated }
}

function dictionarySize(bits: number): number {
  if (bits > 40) throw damaged('the size of its dictionary is out of range')
  const size = (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11)
  if (size > MAX_DICTIONARY) throw unsupported(`a dictionary of ${Math.ceil(size / 2 ** 20)} MiB`)
  return size
}

/** Undefined at the end of the block. */
async function chunkHeader(reader: ByteReader): Promise<(Chunk & { readonly size: number }) | undefined> {
  const control = (await exactly(reader, 1))[0] ?? 0
  if (control === 0) return undefined
  if (control < 0x80) {
    if (control > 2) throw damaged('an LZMA2 chunk has an unknown kind')
    const size = (await exactly(reader, 2)).readUInt16BE(0) + 1
    return { control, unpacked: size, packed: size, properties: undefined, size: 3 }
  }
  const hasProperties = control >= 0xc0
  const rest = await exactly(reader, hasProperties ? 5 : 4)
  return {
    control,
    unpacked: ((control & 0x1f) << 16) + rest.readUInt16BE(0) + 1,
    packed: rest.readUInt16BE(2) + 1,
    properties: hasProperties ? rest[4] : undefined,
    size: rest.length + 1,
  }
}

/** Compares the index with the blocks that came before it, and gives its size in bytes. */
async function expectIndex(reader: ByteReader, blocks: readonly BlockSize[]): Promise<number> {
  const expected = [0, ...number(blocks.length)]
  for (const { packed, unpacked } of blocks) {
    for (const byte of number(packed)) expected.push(byte)
    for (const byte of number(unpacked)) expected.push(byte)
  }
  while (expected.length % 4 !== 0) expected.push(0)
  const wanted = Buffer.from(expected)
  if (!wanted.subarray(1).equals(await exactly(reader, wanted.length - 1)))
    throw damaged('its index does not fit its blocks')
  expectCrc32(wanted, await exactly(reader, 4), 'index')
  return wanted.length + 4
}

/** A number in seven bits a byte, the lowest first. */
function number(value: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80)
  return [...bytes, rest]
}

function numberReader(
  bytes: Buffer,
  start: number,
): { readonly next: () => number; readonly at: () => number } {
  let at = start
  return {
    at: () => at,
    next() {
      let value = 0
      // Seven bytes hold what a number of JavaScript holds exactly; no real size needs more.
      for (let place = 0; place < 7; place += 1) {
        const byte = bytes[at]
        if (byte === undefined) break
        at += 1
        value += (byte & 0x7f) * 2 ** (7 * place)
        if (byte >= 0x80) continue
        if (byte === 0 && place > 0) break
        return value
      }
      throw damaged('a number in a header is malformed')
    },
  }
}

function crc32Check(): Check {
  let value = 0
  return {
    add: (bytes) => {
      value = crc32(bytes, value)
    },
    digest: () => {
      const bytes = Buffer.alloc(4)
      bytes.writeUInt32LE(value)
      return bytes
    },
  }
}

function expectCrc32(bytes: Buffer, checksum: Buffer, what: string): void {
  if (crc32(bytes) !== checksum.readUInt32LE(0)) throw damaged(`the checksum of its ${what} is wrong`)
}
