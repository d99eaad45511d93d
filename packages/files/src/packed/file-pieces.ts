import type { FileHandle } from 'node:fs/promises'
import { PackedError } from './packed-error.ts'

const PIECE = 256 * 1024

/** A compressed file during unpacking. */
export interface Unpacked {
  /** It throws PackedError and system errors. */
  readonly bytes: AsyncGenerator<Uint8Array>
  /** Packed bytes consumed so far. */
  readonly packed: () => number
}

/** Reads a range of a file, in order. @throws PackedError if the file became shorter */
export async function* readPieces(
  handle: FileHandle,
  start: number,
  length: number,
  onRead: (count: number) => void,
): AsyncGenerator<Buffer> {
  for (let at = 0; at < length;) {
    const wanted = Math.min(PIECE, length - at)
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(wanted), 0, wanted, start + at)
    if (bytesRead === 0) throw new PackedError('cut-off', 'it is cut off')
    at += bytesRead
    onRead(bytesRead)
    yield buffer.subarray(0, bytesRead)
  }
}
