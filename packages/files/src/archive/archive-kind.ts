import type { FileHandle } from 'node:fs/promises'
import { openRegular } from '../open-regular.ts'
import { type ArchiveFormat, FORMATS } from './formats.ts'
import { END_MARK, END_SIZE } from './zip-records.ts'

/** What a file is by its bytes; undefined if it is not an archive that Exuvia knows. */
export type ArchiveKind = (typeof FORMATS)[number]['name'] | undefined

/** Whether Exuvia reads archives of a kind; others it only recognises. */
export function isReadableKind(kind: ArchiveKind): boolean {
  const format: ArchiveFormat | undefined = FORMATS.find(({ name }) => name === kind)
  return format?.read !== undefined
}

/**
 * Recognises an archive by its name alone: any that Exuvia knows, or only those that it reads.
 */
export function isArchiveName(name: string, which: 'known' | 'readable' = 'known'): boolean {
  const lower = name.toLowerCase()
  return FORMATS.some(
    (format: ArchiveFormat) =>
      (which === 'known' || format.read !== undefined) &&
      format.endings.some((ending) => lower.endsWith(`.${ending}`)),
  )
}

/** What a file is by its first bytes; a mark that lies beyond them is not found. */
export function kindOfHead(head: Uint8Array): ArchiveKind {
  return MARKS.find(({ offset, bytes }) => bytes.every((byte, index) => head[offset + index] === byte))?.name
}

/** The mark of every format, as bytes. */
const MARKS = FORMATS.flatMap(({ name, offset, marks }) =>
  marks.map((mark) => ({ name, offset, bytes: [...Buffer.from(mark, 'hex')] })),
)

/** What a whole content is, as `archiveKind` recognises it; it does not recognise a tar without a mark. */
export function kindOfBytes(content: Uint8Array): ArchiveKind {
  const kind = kindOfHead(content.subarray(0, HEAD))
  return kind ?? (endsAsZip(Buffer.from(content.subarray(-TAIL))) ? 'zip' : undefined)
}

const HEAD = 512
const EMPTY_TAR = 64 * 1024
const TAIL = END_SIZE + 0xffff

/**
 * Recognises archives by their bytes. A zip may begin with something else, such as a zipapp's
 * first line, and every tool still unpacks it. The end of the file identifies those.
 * @throws usage error `not-a-file`; system errors
 */
export async function archiveKind(file: string): Promise<ArchiveKind> {
  const { handle, size } = await openRegular(file)
  try {
    const head = await readAt(handle, 0, HEAD)
    const kind = kindOfHead(head)
    if (kind !== undefined) return kind
    if (endsAsZip(await readAt(handle, Math.max(0, size - TAIL), TAIL))) return 'zip'
    // Tar from before 1988 has no magic number. An empty one is one tape record of zeros.
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
