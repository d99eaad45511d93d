import { readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import type { ReadBudget } from './limits.ts'
import { shown } from './names.ts'
import {
  CENTRAL_SIZE,
  END64_SIZE,
  END_MARK,
  END_SIZE,
  FLAG,
  LOCAL_SIZE,
  LOCATOR_SIZE,
  SIGNATURE,
  type ZipEnd,
  ZipFormatError,
  type ZipRecord,
  checkLocal,
  decodeCentral,
  decodeEnd,
  decodeEnd64,
  decodeLocator64,
  isDescriptor,
  localLength,
} from './zip-records.ts'

/** An entry, and where its packed bytes begin. */
export interface ZipItem extends ZipRecord {
  readonly dataOffset: number
}

/** Room for the end record and the longest comment. */
const TAIL = END_SIZE + 0xffff
/** The limit for the archive's comment. `git archive` writes a commit's digest there. */
const MAX_COMMENT = 1024
/** The limit for the central directory: 500 000 entries with long names. */
const MAX_DIRECTORY = 256 * 1024 * 1024
/** The limit for a first line `#!…`: Linux reads less. */
const MAX_FIRST_LINE = 512
const MAX_DESCRIPTOR = 24

/**
 * Reads the entries of a zip archive, in its directory's order. They must tile the file: each
 * entry directly follows the one before, then the directory, then the end records. There may
 * be nothing before, between or after them, except a zipapp's first line (PEP 441). So tools
 * that read from the front, from the back or by signatures see the same files.
 * @throws ZipFormatError; refusals of the budget
 */
export function readZipDirectory(handle: FileHandle, size: number, budget: ReadBudget): ZipItem[] {
  const { end, directoryEnd } = findEnd(handle.fd, size)
  const shift = directoryEnd - end.directoryOffset - end.directorySize
  if (shift !== 0 && !isFirstLine(handle.fd, shift))
    throw new ZipFormatError('there are bytes between its directory and its end, or before its first entry')
  const directoryOffset = end.directoryOffset + shift
  if (end.directorySize > MAX_DIRECTORY) throw new ZipFormatError('its directory is too large')
  if (end.entries * CENTRAL_SIZE > end.directorySize)
    throw new ZipFormatError('its directory has fewer entries than its end says')
  const bytes = readAt(handle.fd, directoryOffset, end.directorySize)
  // After a second end record a tool that reads from the front would see other entries.
  if (bytes.includes(END_MARK)) throw new ZipFormatError('its directory contains another end')
  const records: ZipRecord[] = []
  let at = 0
  for (let index = 0; index < end.entries; index += 1) {
    const { record, next } = decodeCentral(bytes, at)
    budget.addEntry(record.path, size)
    budget.addBytes(record.size, size)
    budget.checkEntry(record.path, record.size, record.packedSize)
    records.push(shift === 0 ? record : { ...record, offset: record.offset + shift })
    at = next
  }
  if (at !== bytes.length) throw new ZipFormatError('its directory has more entries than its end says')
  return placeEntries(handle.fd, records, directoryOffset)
}

/** Reads the records at the end of the file, and where they begin, which is the directory's end. */
function findEnd(fd: number, size: number): { readonly end: ZipEnd; readonly directoryEnd: number } {
  const tail = readAt(fd, Math.max(0, size - TAIL), Math.min(size, TAIL))
  // Use the last one: then the comment contains none, and every tool finds the same.
  const at = tail.lastIndexOf(END_MARK)
  if (at < 0 || at + END_SIZE > tail.length) throw new ZipFormatError('its end is missing')
  const comment = tail.readUInt16LE(at + 20)
  if (at + END_SIZE + comment !== tail.length)
    throw new ZipFormatError('bytes follow its end, or its comment is cut off')
  if (comment > MAX_COMMENT) throw new ZipFormatError(`its comment is longer than ${MAX_COMMENT} bytes`)
  const end = decodeEnd(tail.subarray(at))
  const endOffset = size - tail.length + at
  const locator = endOffset < LOCATOR_SIZE ? undefined : readAt(fd, endOffset - LOCATOR_SIZE, LOCATOR_SIZE)
  if (locator?.readUInt32LE(0) !== SIGNATURE.locator64) return { end, directoryEnd: endOffset }
  const directoryEnd = decodeLocator64(locator)
  if (directoryEnd + END64_SIZE + LOCATOR_SIZE !== endOffset)
    throw new ZipFormatError('its zip64 record is not where its locator says')
  return { end: decodeEnd64(readAt(fd, directoryEnd, END64_SIZE), end), directoryEnd }
}

/** Bytes that are read at once: most entries are smaller, so one read brings the local headers of several. */
const WINDOW = 32 * 1024

/** Reads a part of a file; it is valid until the next call. */
type ReadPart = (offset: number, length: number) => Buffer

/** Reads parts of a file in rising order, several with one read. @throws ZipFormatError if the file ends early */
function forwardReader(fd: number, end: number): ReadPart {
  const window = Buffer.allocUnsafe(WINDOW)
  let start = 0
  let filled = 0
  return (offset, length) => {
    if (length > WINDOW) return readAt(fd, offset, length)
    if (offset < start || offset + length > start + filled) {
      const most = Math.max(length, Math.min(WINDOW, end - offset))
      filled = fill(fd, window.subarray(0, most), offset)
      start = offset
    }
    return window.subarray(offset - start, offset - start + length)
  }
}

/** Reads every local header, and checks that each entry ends where the next begins. */
function placeEntries(fd: number, records: readonly ZipRecord[], directoryOffset: number): ZipItem[] {
  const byPlace = [...records].sort((a, b) => a.offset - b.offset)
  const places = new Map<ZipRecord, number>()
  checkFirstLine(fd, byPlace[0]?.offset ?? directoryOffset)
  const read = forwardReader(fd, directoryOffset)
  for (const [index, record] of byPlace.entries()) {
    const next = byPlace[index + 1]?.offset ?? directoryOffset
    try {
      places.set(record, placeEntry(read, record, next))
    } catch (error) {
      if (!(error instanceof ZipFormatError)) throw error
      throw new ZipFormatError(`"${shown(record.path)}": ${error.message}`)
    }
  }
  return records.map((record) => ({ ...record, dataOffset: places.get(record) ?? 0 }))
}

/** Finds where the data of an entry begins. @param next where the next record begins */
function placeEntry(read: ReadPart, record: ZipRecord, next: number): number {
  if (record.offset + LOCAL_SIZE > next) throw new ZipFormatError('it overlaps another entry')
  const fixed = read(record.offset, LOCAL_SIZE)
  if (fixed.readUInt32LE(0) !== SIGNATURE.local) throw new ZipFormatError('it has no local header')
  const dataOffset = record.offset + localLength(fixed)
  const dataEnd = dataOffset + record.packedSize
  if (dataEnd > next) throw new ZipFormatError('it overlaps another entry')
  checkLocal(read(record.offset, dataOffset - record.offset), record)
  const gap = next - dataEnd
  const hasDescriptor = (record.flags & FLAG.descriptor) !== 0
  if (hasDescriptor ? gap > MAX_DESCRIPTOR || !isDescriptor(read(dataEnd, gap), record) : gap > 0)
    throw new ZipFormatError('bytes that belong to no entry follow it')
  return dataOffset
}

/** Allows nothing before the first entry except one line that names an interpreter (PEP 441). */
function checkFirstLine(fd: number, length: number): void {
  if (length !== 0 && !isFirstLine(fd, length))
    throw new ZipFormatError('there are bytes other than a "#!" line before its first entry')
}

/**
 * Whether a file begins with one line of this length that names an interpreter. A zipapp counts its offsets from the
 * start of the file; with `cat` before a zip they count from the end of the line. Python and unzip read both.
 */
function isFirstLine(fd: number, length: number): boolean {
  if (length < 0 || length > MAX_FIRST_LINE) return false
  return /^#![^\n]*\n$/.test(readAt(fd, 0, length).toString('latin1'))
}

/** @throws ZipFormatError if the file ends early */
function readAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length)
  fill(fd, bytes, offset)
  return bytes
}

/** Fills a buffer with the bytes from `offset` on. @returns its length */
function fill(fd: number, bytes: Buffer, offset: number): number {
  let filled = 0
  while (filled < bytes.length) {
    const count = readSync(fd, bytes, filled, bytes.length - filled, offset + filled)
    if (count === 0) throw new ZipFormatError('it is cut off')
    filled += count
  }
  return filled
}
