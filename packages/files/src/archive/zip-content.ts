import { read as readAtOnce, readSync } from 'node:fs'
import { promisify } from 'node:util'
import { crc32 } from 'node:zlib'
import { breathe } from '../breathe.ts'
import { InflateError, inflate } from '../packed/inflate.ts'
import type { ZipItem } from './zip-directory.ts'
import { ZipFormatError } from './zip-records.ts'

const read = promisify(readAtOnce)

const PIECE = 64 * 1024

/**
 * Yields the unpacked bytes of an entry. It checks the size, the checksum, and that the data
 * ends where the directory says.
 * @throws ZipFormatError
 */
export async function* zipContent(descriptor: number, item: ZipItem): AsyncGenerator<Uint8Array> {
  await breathe()
  let size = 0
  let checksum = 0
  for await (const chunk of item.method === 0 ? readPacked(descriptor, item) : inflated(descriptor, item)) {
    size += chunk.byteLength
    if (size > item.size) throw new ZipFormatError('it unpacks to more than its stated size')
    checksum = crc32(chunk, checksum)
    yield chunk
  }
  if (size !== item.size)
    throw new ZipFormatError(`it unpacks to ${size} bytes; its stated size is ${item.size}`)
  if (checksum !== item.crc32) throw new ZipFormatError('its checksum is wrong')
}

async function* readPacked(descriptor: number, item: ZipItem): AsyncGenerator<Buffer> {
  // Most entries are small, and waiting for their bytes costs several times more than reading them.
  if (item.packedSize <= PIECE) {
    const bytes = Buffer.allocUnsafe(item.packedSize)
    for (let at = 0; at < bytes.length;) {
      const length = readSync(descriptor, bytes, at, bytes.length - at, item.dataOffset + at)
      if (length === 0) throw new ZipFormatError('it is cut off')
      at += length
    }
    if (bytes.length > 0) yield bytes
    return
  }
  for (let at = 0; at < item.packedSize;) {
    const wanted = Math.min(PIECE, item.packedSize - at)
    const { bytesRead, buffer } = await read(
      descriptor,
      Buffer.allocUnsafe(wanted),
      0,
      wanted,
      item.dataOffset + at,
    )
    if (bytesRead === 0) throw new ZipFormatError('it is cut off')
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function* inflated(descriptor: number, item: ZipItem): AsyncGenerator<Uint8Array> {
  try {
    yield* inflate(readPacked(descriptor, item), item.packedSize, item.size)
  } catch (error) {
    throw error instanceof InflateError ? new ZipFormatError(error.message, { cause: error }) : error
  }
}
