import { NativeError } from './native-error.ts'

/** What a window reads from: an open file, or bytes in memory. */
export interface PlacedBytes {
  /** Copies bytes from a position into a buffer, as `FileHandle.read` does. */
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>
}

/** Reads bytes in memory as if they were a file. */
export function placedBytes(bytes: Buffer): PlacedBytes {
  return {
    read: (buffer, offset, length, position) =>
      Promise.resolve({ bytesRead: bytes.copy(buffer, offset, position, position + length) }),
  }
}

/** Reads places of a file, each checked against its size. */
export interface FileWindow {
  readonly size: number
  /** Exactly these bytes. @throws NativeError if the file does not have them */
  readonly bytes: (offset: number, length: number) => Promise<Buffer>
  /** As many of these bytes as the file has. @throws NativeError if it does not have the first */
  readonly atMost: (offset: number, length: number) => Promise<Buffer>
  /** Text up to a NUL. @throws NativeError if it is longer than 4095 bytes */
  readonly text: (offset: number) => Promise<string>
}

const LONGEST_TEXT = 4096

/** Opens a window on a file, or on one architecture's part of it. */
export function fileWindow(handle: PlacedBytes, start: number, size: number): FileWindow {
  const bytes = async (offset: number, length: number): Promise<Buffer> => {
    if (!Number.isSafeInteger(offset) || offset < 0 || length < 0 || offset + length > size)
      throw new NativeError(`it refers to bytes ${offset} to ${offset + length} of ${size}`)
    const buffer = Buffer.alloc(length)
    let done = 0
    while (done < length) {
      const { bytesRead } = await handle.read(buffer, done, length - done, start + offset + done)
      if (bytesRead === 0) throw new NativeError('it is cut off')
      done += bytesRead
    }
    return buffer
  }
  const atMost = async (offset: number, length: number): Promise<Buffer> => {
    const left = size - offset
    return bytes(offset, left > 0 ? Math.min(length, left) : length)
  }
  return {
    size,
    bytes,
    atMost,
    text: async (offset) => {
      const found = await atMost(offset, LONGEST_TEXT)
      const end = found.indexOf(0)
      if (end < 0) throw new NativeError(`it has a name of more than ${LONGEST_TEXT - 1} bytes`)
      return found.toString('latin1', 0, end)
    },
  }
}
