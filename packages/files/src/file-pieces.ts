import { closeSync, constants, createReadStream, fstatSync, openSync, readSync } from 'node:fs'
import { systemErrorCode, usageError } from '@exuvia/model'
import { breathe } from './breathe.ts'

/** Bytes; a file of this size is read in one step. A stream costs several times more than opening and reading it. */
const SMALL = 64 * 1024
/** Bytes of one piece of a larger file. Each is a turn of the event loop, and a call of the system in another thread. */
const PIECE = 512 * 1024

/**
 * Yields the bytes of a regular file in pieces. It refuses a pipe, socket, device or folder at once.
 * @throws usage error `not-a-file`; system errors
 */
export async function* filePieces(file: string): AsyncGenerator<Uint8Array> {
  await breathe()
  const { descriptor, size } = openRegularSync(file)
  let isOpen = true
  try {
    const start = size > SMALL ? undefined : readSmall(descriptor, size)
    if (start !== undefined && start.length > 0) yield start
    if (start !== undefined && start.length <= size) return
    isOpen = false
    const rest = createReadStream(file, { fd: descriptor, start: start?.length ?? 0, highWaterMark: PIECE })
    for await (const piece of rest) yield piece as Uint8Array
  } finally {
    if (isOpen) closeSync(descriptor)
  }
}

/**
 * Opens a regular file for reading, as `openRegular` does, without a turn of the event loop.
 * @throws usage error `not-a-file`; system errors
 */
export function openRegularSync(file: string): { readonly descriptor: number; readonly size: number } {
  let descriptor: number
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    if (systemErrorCode(error) === 'ENXIO') throw usageError('not-a-file', { file }, { cause: error })
    throw error
  }
  try {
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) throw usageError('not-a-file', { file })
    return { descriptor, size: stats.size }
  } catch (error) {
    closeSync(descriptor)
    throw error
  }
}

/** Reads a file of `size` bytes, and one byte more if it has grown since or reports no size, as those in /proc. */
function readSmall(descriptor: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size + 1)
  let length = 0
  while (length < bytes.length) {
    const read = readSync(descriptor, bytes, length, bytes.length - length, length)
    if (read === 0) break
    length += read
  }
  return bytes.subarray(0, length)
}
