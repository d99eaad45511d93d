import { BitReader } from './bit-reader.ts'
import { PackedError, cutOff, damaged } from './packed-error.ts'
import { type Huffman, huffman } from './bzip-huffman.ts'
import { expectFewStreams } from './streams.ts'

const BLOCK = 0x314159265359
const END = 0x177245385090
const GROUP = 50
/** Bytes of a block, for each of the levels 1 to 9. */
const LEVEL = 100_000
const PIECE = 256 * 1024
/**
 * More bytes than any block has: 900,000 symbols of 20 bits and their tables. All of them are
 * there before a block is decoded, so that decoding it never waits.
 */
const MAX_PACKED_BLOCK = 2_400_000

const CRC = makeTable()

/**
 * Unpacks bzip2 data: all streams, as bzip2, pbzip2 and Python's bz2 do, with the checksums of
 * blocks and streams. It throws PackedError, `unsupported` for the randomised blocks of
 * bzip2 0.9.0 and earlier.
 */
export async function* bunzip(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const bits = new BitReader(source[Symbol.asyncIterator]())
  let links = new Uint32Array(0)
  for (let streams = 0; ; streams += 1) {
    await bits.fill(MAX_PACKED_BLOCK)
    if (streams > 0 && bits.isAtEnd()) return
    expectFewStreams(streams, 'streams')
    const [mark, size] = [bits.take(24), bits.take(8) - 0x30]
    if (mark !== 0x425a68 || size < 1 || size > 9)
      throw streams === 0 ? damaged('its header is malformed') : damaged('data follows its end')
    if (links.length < size * LEVEL) links = new Uint32Array(size * LEVEL)
    yield* bunzipStream(bits, links.subarray(0, size * LEVEL))
  }
}

async function* bunzipStream(bits: BitReader, links: Uint32Array): AsyncGenerator<Uint8Array> {
  let combined = 0
  for (;;) {
    await bits.fill(MAX_PACKED_BLOCK)
    const mark = bits.take(24) * 2 ** 24 + bits.take(24)
    const checksum = bits.take(32)
    if (bits.isBeyondEnd()) throw cutOff()
    if (mark === END) {
      if (checksum !== combined) throw damaged('its checksum is wrong')
      bits.align()
      return
    }
    if (mark !== BLOCK) throw damaged('a block does not start correctly')
    const { first, length } = wholeBlock(bits, links)
    yield* blockContent(links, first, length, checksum)
    combined = (((combined << 1) | (combined >>> 31)) ^ checksum) >>> 0
  }
}

/** Bits beyond the end are zeros, which contradict the format somewhere: the end is the reason. */
function wholeBlock(bits: BitReader, links: Uint32Array): ReturnType<typeof readBlock> {
  try {
    return readBlock(bits, links)
  } catch (error) {
    throw bits.isBeyondEnd() ? cutOff() : error
  }
}

/** Decodes a block into `links`: a byte each, and the place of the next one above it. */
function readBlock(bits: BitReader, links: Uint32Array): { readonly first: number; readonly length: number } {
  if (bits.take(1) !== 0) throw new PackedError('unsupported', 'it has randomised blocks, of an early bzip2')
  const first = bits.take(24)
  const symbols = usedBytes(bits)
  const { tables, selectors } = readTables(bits, symbols.length + 2)
  const counts = new Uint32Array(256)
  const end = symbols.length + 1
  let length = 0
  let run = 0
  let weight = 1
  let left = 0
  let group = 0
  let table: Huffman | undefined
  for (;;) {
    if (left === 0) {
      table = tables[selectors[group] ?? -1]
      group += 1
      left = GROUP
    }
    left -= 1
    if (table === undefined) throw damaged('a block has too few tables')
    const symbol = table.read(bits)
    if (symbol <= 1) {
      // A run in the digits 1 and 2; one that does not fit the block ends at once.
      run += weight << symbol
      weight *= 2
      if (run > links.length - length) throw damaged('a block is larger than its header says')
      continue
    }
    if (run > 0) {
      const byte = symbols[0] ?? 0
      links.fill(byte, length, length + run)
      counts[byte] = (counts[byte] ?? 0) + run
      length += run
      run = 0
      weight = 1
    }
    if (symbol === end) break
    if (length >= links.length) throw damaged('a block is larger than its header says')
    const byte = symbols[symbol - 1] ?? 0
    symbols.copyWithin(1, 0, symbol - 1)
    symbols[0] = byte
    counts[byte] = (counts[byte] ?? 0) + 1
    links[length] = byte
    length += 1
  }
  if (bits.isBeyondEnd()) throw cutOff()
  if (first >= length) throw damaged('a block starts beyond its end')
  link(links, counts, length)
  return { first, length }
}

/** The bytes that occur, ascending. */
function usedBytes(bits: BitReader): Uint8Array {
  const ranges = bits.take(16)
  const used: number[] = []
  for (let range = 0; range < 16; range += 1) {
    if ((ranges & (0x8000 >> range)) === 0) continue
    const within = bits.take(16)
    for (let place = 0; place < 16; place += 1)
      if ((within & (0x8000 >> place)) !== 0) used.push(range * 16 + place)
  }
  if (used.length === 0) throw damaged('a block has no bytes')
  return Uint8Array.from(used)
}

function readTables(
  bits: BitReader,
  symbols: number,
): { readonly tables: readonly Huffman[]; readonly selectors: Uint8Array } {
  const count = bits.take(3)
  const selectors = new Uint8Array(bits.take(15))
  if (count < 2 || count > 6 || selectors.length === 0) throw damaged('a block has a wrong number of tables')
  const recent = [0, 1, 2, 3, 4, 5]
  for (let index = 0; index < selectors.length; index += 1) {
    let place = 0
    while (bits.take(1) === 1) {
      place += 1
      if (place >= count) throw damaged('a block selects a table that it does not have')
    }
    const [table = 0] = recent.splice(place, 1)
    recent.unshift(table)
    selectors[index] = table
  }
  const tables = Array.from({ length: count }, () => huffman(readLengths(bits, symbols)))
  return { tables, selectors }
}

function readLengths(bits: BitReader, symbols: number): Uint8Array {
  const lengths = new Uint8Array(symbols)
  let length = bits.take(5)
  for (let symbol = 0; symbol < symbols; symbol += 1) {
    for (;;) {
      if (length < 1 || length > 20) throw damaged('a code has a wrong length')
      if (bits.take(1) === 0) break
      length += bits.take(1) === 0 ? 1 : -1
    }
    lengths[symbol] = length
  }
  return lengths
}

/** Undoes the Burrows-Wheeler transform: above each byte it writes the place of its successor. */
function link(links: Uint32Array, counts: Uint32Array, length: number): void {
  let sum = 0
  for (let byte = 0; byte < 256; byte += 1) {
    const count = counts[byte] ?? 0
    counts[byte] = sum
    sum += count
  }
  for (let at = 0; at < length; at += 1) {
    const byte = (links[at] ?? 0) & 0xff
    const place = counts[byte] ?? 0
    counts[byte] = place + 1
    links[place] = (links[place] ?? 0) | (at << 8)
  }
}

/** Follows the links, and undoes the runs: four equal bytes, then how many more. */
function* blockContent(
  links: Uint32Array,
  first: number,
  length: number,
  checksum: number,
): Generator<Uint8Array> {
  let piece = new Uint8Array(PIECE)
  let filled = 0
  let crc = 0xffffffff
  let next = (links[first] ?? 0) >>> 8
  let last = -1
  let equal = 0
  for (let left = length; left > 0; left -= 1) {
    const entry = links[next] ?? 0
    const byte = entry & 0xff
    next = entry >>> 8
    const isCount = equal === 4
    const value = isCount ? last : byte
    for (let copies = isCount ? byte : 1; copies > 0; copies -= 1) {
      piece[filled] = value
      filled += 1
      crc = ((crc << 8) ^ (CRC[(crc >>> 24) ^ value] ?? 0)) >>> 0
    }
    equal = isCount ? 0 : byte === last ? equal + 1 : 1
    last = isCount ? -1 : byte
    if (filled > PIECE - 256) {
      yield piece.subarray(0, filled)
      piece = new Uint8Array(PIECE)
      filled = 0
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
  if (~crc >>> 0 !== checksum) throw damaged('the checksum of a block is wrong')
}

function makeTable(): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index << 24
    for (let bit = 0; bit < 8; bit += 1) value = (value << 1) ^ (value < 0 ? 0x04c11db7 : 0)
    return value >>> 0
  })
}
