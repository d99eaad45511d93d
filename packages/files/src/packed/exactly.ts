import type { ByteReader } from './byte-reader.ts'
import { cutOff } from './packed-error.ts'

/** Takes exactly `size` bytes. @throws PackedError if there are fewer */
export async function exactly(reader: ByteReader, size: number): Promise<Buffer> {
  if (size === 0) return Buffer.alloc(0)
  const bytes = await reader.take(size)
  if (bytes.length < size) throw cutOff()
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}
