import type { FileHandle } from 'node:fs/promises'
import { openRegular } from '../open-regular.ts'
import { FORMATS } from './formats.ts'
import { END_MARK, END_SIZE } from './zip-records.ts'

/** What a file is by its bytes; undefined for no archive that Exuvia knows. */
export type ArchiveKind = (typeof FORMATS)[number]['name'] | undefined

const HEAD = 512
const EMPTY_TAR = 64 * 1024
const TAIL = END_SIZE + 0xffff

/**
 * Tells archives by their bytes. A zip may begin with something else, such as a zipapp's
 * first line, and still be unpacked by every tool: those are told by their end.
 * @throws usage error `not-a-file`; system errors
 */
export async function archiveKind(file: string): Promise<ArchiveKind> {
  const { handle, size } = await openRegular(file)
  try {
    const head = await readAt(handle, 0, HEAD)
    const hex = head.toString('hex')
    const format = FORMATS.find(({ offset, marks }) => marks.some((mark) => hex.startsWith(mark, offset * 2)))
    if (format !== undefined) return format.name
    if (endsAsZip(await readAt(handle, Math.max(0, size - TAIL), TAIL))) return 'zip'
    // Tar from before 1988 has no magic; and an empty one is zeros, as many as a tape took at once.
    const isEmptyTar = size <= EMPTY_TAR && head.every((byte) => byte === 0)
    return head.length === HEAD && (isEmptyTar || /\.tar$/i.test(file)) ? 'tar' : undefined
  } finally {
    await handle.close()
  }
}

/** Whether the last end record, with its comment, reaches exactly to the end. */
function endsAsZip(tail: Buffer): boolean {
  const at = tail.lastIndexOf(END_MARK)
  if (at < 0 || at + END_SIZE > tail.length) return false
  return at + END_SIZE + tail.readUInt16LE(at + 20) === tail.length
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset)
  return buffer.subarray(0, bytesRead)
}
