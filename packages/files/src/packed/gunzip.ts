import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { collect } from '../collect.ts'
import { openRegular } from '../open-regular.ts'
import { type Unpacked, readPieces } from './file-pieces.ts'
import { InflateError, inflate } from './inflate.ts'
import { type OnPacked, overheard } from './overheard.ts'
import { PackedError, cutOff, damaged } from './packed-error.ts'

/** RFC 1952, 2.3.1: the flags of a member's header. */
const FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 }
const FIXED = 10
const TRAILER = 8
/** The limit for a header with its name, comment and extra field. */
const MAX_HEADER = 64 * 1024

/**
 * Unpacks a file that is exactly one gzip member (RFC 1952). It refuses several members in a
 * row, because some tools read all of them and others only the first.
 * `bytes` throws PackedError and system errors.
 * @param onPacked gets every byte of the file, header and trailer with them, once it is read to its end
 */
export function gunzipFile(file: string, onPacked?: OnPacked): Unpacked {
  let packed = 0
  return {
    packed: () => packed,
    bytes: (async function* () {
      const { handle, size } = await openRegular(file)
      try {
        const head = await readAt(handle, 0, Math.min(size, MAX_HEADER))
        const start = headerLength(head)
        onPacked?.(head.subarray(0, start))
        const place = size - TRAILER - start
        if (place <= 0) throw cutOff()
        const trailer = await readAt(handle, start + place, TRAILER)
        const source = readPieces(handle, start, place, (count) => (packed += count))
        let checksum = 0
        let length = 0
        for await (const piece of inflate(overheard(source, onPacked), place)) {
          checksum = crc32(piece, checksum)
          length += piece.byteLength
          yield piece
        }
        if (checksum !== trailer.readUInt32LE(0)) throw damaged('its checksum is wrong')
        if (length % 2 ** 32 !== trailer.readUInt32LE(4)) throw damaged('its size is wrong')
        onPacked?.(trailer)
      } catch (error) {
        throw error instanceof InflateError
          ? new PackedError(error.reason === 'cut-off' ? 'cut-off' : 'damaged', error.message, error)
          : error
      } finally {
        await handle.close()
      }
    })(),
  }
}

/** Finds where the compressed data begins. @throws PackedError */
function headerLength(head: Buffer): number {
  if (head.length < FIXED) throw endsEarly()
  const flags = head[3] ?? 0
  if (head[2] !== 8 || (flags & FLAG.reserved) !== 0) throw damaged('its header is malformed')
  let at = FIXED
  if ((flags & FLAG.extra) !== 0) at += at + 2 > head.length ? 2 : 2 + head.readUInt16LE(at)
  for (const flag of [FLAG.name, FLAG.comment]) {
    if ((flags & flag) === 0) continue
    const end = head.indexOf(0, at)
    if (end < 0) throw head.length < MAX_HEADER ? endsEarly() : damaged('its header is too large')
    at = end + 1
  }
  if ((flags & FLAG.headerCrc) !== 0) at += 2
  if (at > head.length) throw endsEarly()
  return at
}

function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  return collect(readPieces(handle, offset, length, () => undefined))
}

function endsEarly(): PackedError {
  return new PackedError('cut-off', 'its header ends too early')
}
