import { Readable, pipeline } from 'node:stream'
import { constants, createZstdDecompress } from 'node:zlib'
import { messageOf, systemErrorCode } from '@exuvia/model'
import { type ByteReader, byteReader } from './byte-reader.ts'
import { exactly } from './exactly.ts'
import { PackedError, cutOff, damaged, unsupported } from './packed-error.ts'
import { expectFewStreams } from './streams.ts'

const FRAME = 0xfd2fb528
/** 16 marks: frames with data of some tool, which zstd itself skips. */
const SKIPPABLE = 0x184d2a50
/** As a power of two: 128 MiB, which `zstd -d` allows too unless it gets `--long`. */
const MAX_WINDOW = 27
const PIECE = 128 * 1024

/**
 * Unpacks zstd data (RFC 8878): all frames, with their checksums. The end of each frame is
 * found here, because tools differ in what they do with bytes after one.
 * It throws PackedError, `unsupported` for dictionaries and windows above 128 MiB.
 */
export async function* unzstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = byteReader(source[Symbol.asyncIterator]())
  for (let frames = 0; ; frames += 1) {
    const four = await reader.take(4)
    if (four.length === 0 && frames > 0) return
    if (four.length < 4) throw frames === 0 ? cutOff() : damaged('data follows its end')
    expectFewStreams(frames, 'frames')
    const mark = Buffer.from(four).readUInt32LE(0)
    if ((mark & 0xfffffff0) >>> 0 === SKIPPABLE) {
      for await (const _piece of pieces(reader, (await exactly(reader, 4)).readUInt32LE(0)));
    } else if (mark === FRAME) yield* unzstdFrame(reader, four)
    else throw damaged('data follows its end')
  }
}

async function* unzstdFrame(reader: ByteReader, mark: Uint8Array): AsyncGenerator<Uint8Array> {
  const stream = createZstdDecompress({
    chunkSize: 256 * 1024,
    params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW },
  })
  const frame: Frame = { content: undefined }
  const source = Readable.from(frameBytes(reader, mark, frame), { objectMode: false })
  let size = 0
  let sourceError: unknown
  source.on('error', (error) => (sourceError = error))
  pipeline(source, stream, () => {
    // The error reaches the reader of the stream.
  })
  try {
    for await (const piece of stream as AsyncIterable<Uint8Array>) {
      size += piece.length
      yield piece
    }
  } catch (error) {
    if (sourceError !== undefined) throw sourceError
    const code = systemErrorCode(error)
    if (code?.startsWith('ZSTD_') !== true && code?.startsWith('Z_') !== true) throw error
    throw new PackedError('damaged', `its compressed data is damaged: ${messageOf(error)}`, error)
  } finally {
    stream.destroy()
    source.destroy()
  }
  // Node's stream does not notice a frame without content that promises some.
  if (frame.content !== undefined && frame.content !== BigInt(size))
    throw damaged('a frame has another size than its header says')
}

interface Frame {
  /** Bytes, as the header states them; undefined if it does not, or before it was read. */
  content: bigint | undefined
}

/** Every byte of one frame. */
async function* frameBytes(reader: ByteReader, mark: Uint8Array, frame: Frame): AsyncGenerator<Uint8Array> {
  yield mark
  const descriptor = await exactly(reader, 1)
  yield descriptor
  const bits = descriptor[0] ?? 0
  const isSingle = (bits & 0x20) !== 0
  if ((bits & 0x08) !== 0) throw unsupported('an unknown kind of frame')
  const header = await exactly(reader, (isSingle ? 0 : 1) + dictionaryBytes(bits) + sizeBytes(bits))
  if (!isSingle) expectWindow(header[0] ?? 0)
  frame.content = statedSize(header.subarray(header.length - sizeBytes(bits)))
  const dictionary = header.subarray(isSingle ? 0 : 1).subarray(0, dictionaryBytes(bits))
  if (dictionary.some((byte) => byte !== 0)) throw unsupported('a dictionary')
  yield header
  for (let isLast = false; !isLast;) {
    const block = await exactly(reader, 3)
    const value = block.readUIntLE(0, 3)
    isLast = (value & 1) === 1
    const kind = (value >> 1) & 3
    if (kind === 3) throw damaged('a block has an unknown kind')
    yield block
    yield* pieces(reader, kind === 1 ? 1 : value >> 3)
  }
  if ((bits & 0x04) !== 0) yield await exactly(reader, 4)
}

/** Bytes of the dictionary's number. */
function dictionaryBytes(descriptor: number): number {
  return [0, 1, 2, 4][descriptor & 3] ?? 0
}

/** Bytes of the size of the content. */
function sizeBytes(descriptor: number): number {
  const flag = descriptor >> 6
  if (flag === 0) return (descriptor & 0x20) === 0 ? 0 : 1
  return 2 ** flag
}

function statedSize(bytes: Buffer): bigint | undefined {
  switch (bytes.length) {
    case 0:
      return undefined
    case 2:
      return BigInt(bytes.readUInt16LE(0) + 256)
    case 8:
      return bytes.readBigUInt64LE(0)
    default:
      return BigInt(bytes.readUIntLE(0, bytes.length))
  }
}

function expectWindow(byte: number): void {
  const base = 2 ** (10 + (byte >> 3))
  const size = base + (base / 8) * (byte & 7)
  if (size > 2 ** MAX_WINDOW) throw unsupported(`a window of ${Math.ceil(size / 2 ** 20)} MiB`)
}

async function* pieces(reader: ByteReader, size: number): AsyncGenerator<Uint8Array> {
  for (let left = size; left > 0;) {
    const piece = await reader.some(Math.min(left, PIECE))
    if (piece.length === 0) throw cutOff()
    left -= piece.length
    yield piece
  }
}
