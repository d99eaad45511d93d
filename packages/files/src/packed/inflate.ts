import { Readable, pipeline } from 'node:stream'
import { createInflateRaw, inflateRawSync } from 'node:zlib'
import { messageOf, systemErrorCode } from '@exuvia/model'
import { collect } from '../collect.ts'

/** Why Exuvia refuses packed data. */
export class InflateError extends Error {
  readonly reason: 'cut-off' | 'followed' | 'too-long' | 'damaged'

  constructor(reason: InflateError['reason'], message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

/** Data up to these sizes, packed and unpacked, is unpacked in one step, which is several times faster. */
const SMALL_PACKED = 256 * 1024
const SMALL = 1024 * 1024

/**
 * Unpacks raw deflate data (RFC 1951) that must fill its place, because only some tools would
 * see bytes after the end of the data.
 * @param packed its pieces
 * @param place how many bytes they are
 * @param size how many bytes it unpacks to, if known
 * @throws InflateError; what `packed` throws
 */
export async function* inflate(
  packed: AsyncIterable<Uint8Array>,
  place: number,
  size?: number,
): AsyncGenerator<Uint8Array> {
  if (size !== undefined && size <= SMALL && place <= SMALL_PACKED) {
    yield inflateSmall(await collect(packed), size)
    return
  }
  const stream = createInflateRaw({ chunkSize: 256 * 1024 })
  const source = Readable.from(packed, { objectMode: false })
  let sourceError: unknown
  source.on('error', (error) => (sourceError = error))
  pipeline(source, stream, () => {
    // The error reaches the reader of the stream.
  })
  try {
    for await (const piece of stream) yield piece as Uint8Array
  } catch (error) {
    if (sourceError !== undefined) throw sourceError
    throw inflateError(error)
  } finally {
    stream.destroy()
    source.destroy()
  }
  expectFilled(stream.bytesWritten, place)
}

function inflateSmall(packed: Buffer, size: number): Uint8Array {
  let result: { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } }
  try {
    // Node's types do not declare the engine that `info` returns.
    const options = { info: true, maxOutputLength: Math.max(size, 1) }
    result = inflateRawSync(packed, options) as unknown as typeof result
  } catch (error) {
    throw inflateError(error)
  }
  expectFilled(result.engine.bytesWritten, packed.length)
  return result.buffer
}

function expectFilled(used: number, place: number): void {
  if (used !== place) throw new InflateError('followed', `${place - used} bytes follow its compressed data`)
}

function inflateError(error: unknown): unknown {
  const code = systemErrorCode(error)
  if (code === 'Z_BUF_ERROR') return new InflateError('cut-off', 'its compressed data ends too early', error)
  if (code === 'ERR_BUFFER_TOO_LARGE')
    return new InflateError('too-long', 'it unpacks to more than its stated size', error)
  if (code?.startsWith('Z_') === true)
    return new InflateError('damaged', `its compressed data is damaged: ${messageOf(error)}`, error)
  return error
}
