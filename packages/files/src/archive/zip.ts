import { type FileHandle, open, stat } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { crc32, createInflateRaw } from 'node:zlib'
import { messageOf, outsideError, refusal } from '@exuvia/model'
import { type Entry, openPromise } from 'yauzl'

/** One file inside a zip archive. */
export interface ZipEntry {
  /** With `/`, relative, checked. */
  readonly path: string
  /** Bytes, unpacked. */
  readonly size: number
  readonly compressedSize: number
  readonly crc32: number
  readonly deflated: boolean
  /** Offset of its local header. */
  readonly offset: number
  /** Unix mode, 0 where the archive has none. */
  readonly mode: number
}

/** Far more than any real wheel: what goes beyond is an attack or a broken file. */
const MAX_ENTRIES = 200_000
const MAX_TOTAL = 32 * 2 ** 30

const LINK = 0o120000
const REGULAR = 0o100000
const FORMAT = 0o170000

const cache = new Map<string, Promise<ReadonlyMap<string, ZipEntry>>>()
const CACHED_ARCHIVES = 32

/**
 * The files of a zip archive by path. Refuses what could harm whoever unpacks it:
 * absolute paths, `..`, backslashes, links and devices, names that are the same or
 * differ only in case, encrypted entries, entries that overlap.
 * @throws refusal `bad-archive`
 */
export async function listZip(archive: string): Promise<ReadonlyMap<string, ZipEntry>> {
  const { mtimeMs, size } = await stat(archive)
  const key = `${archive}\0${mtimeMs}\0${size}`
  let entries = cache.get(key)
  if (entries === undefined) {
    entries = readDirectory(archive, size)
    cache.set(key, entries)
    const oldest = cache.keys().next().value
    if (cache.size > CACHED_ARCHIVES && oldest !== undefined) cache.delete(oldest)
  }
  return entries
}

async function readDirectory(archive: string, archiveSize: number): Promise<ReadonlyMap<string, ZipEntry>> {
  const bad = (what: string): Error => refusal('bad-archive', `${archive}: ${what}`)
  const entries = new Map<string, ZipEntry>()
  const folded = new Map<string, string>()
  let total = 0
  let packed = 0
  try {
    const zip = await openPromise(archive, { strictFileNames: true })
    if (zip.entryCount > MAX_ENTRIES) throw bad(`it has ${zip.entryCount} entries, more than ${MAX_ENTRIES}`)
    for await (const raw of zip.eachEntry()) {
      const entry = checkEntry(raw, bad)
      total += entry?.size ?? 0
      packed += entry?.compressedSize ?? 0
      if (total > MAX_TOTAL) throw bad(`unpacked it is larger than ${MAX_TOTAL / 2 ** 30} GiB`)
      if (packed > archiveSize) throw bad('its entries overlap')
      if (entry === undefined) continue
      const fold = entry.path.normalize('NFC').toLowerCase()
      const other = folded.get(fold)
      if (other !== undefined) throw bad(`"${entry.path}" and "${other}" are the same file on some systems`)
      folded.set(fold, entry.path)
      entries.set(entry.path, entry)
    }
  } catch (error) {
    if (error instanceof Error && error.name === 'ExuviaError') throw error
    throw refusal('bad-archive', `${archive} is not a sound zip archive: ${messageOf(error)}`, {
      cause: error,
    })
  }
  return entries
}

function checkEntry(raw: Entry, bad: (what: string) => Error): ZipEntry | undefined {
  const path = raw.fileName
  const mode = raw.versionMadeBy >> 8 === 3 ? raw.externalFileAttributes >>> 16 : 0
  const format = mode & FORMAT
  const shown = JSON.stringify(path)
  if (format === LINK) throw bad(`${shown} is a symbolic link`)
  if (!isSafePath(path.replace(/\/$/, ''))) throw bad(`${shown} is not a safe relative path`)
  if (path.endsWith('/')) return undefined
  if (format !== 0 && format !== REGULAR) throw bad(`${shown} is not a regular file`)
  if ((raw.generalPurposeBitFlag & 1) !== 0) throw bad(`${shown} is encrypted`)
  if (raw.compressionMethod !== 0 && raw.compressionMethod !== 8) {
    throw bad(`${shown} is packed with method ${raw.compressionMethod}, where stored and deflated are known`)
  }
  return {
    path,
    size: raw.uncompressedSize,
    compressedSize: raw.compressedSize,
    crc32: raw.crc32,
    deflated: raw.compressionMethod === 8,
    offset: raw.relativeOffsetOfLocalHeader,
    mode: mode & 0o7777,
  }
}

/** Whether a path with `/` stays below the folder it is put in, on every system. */
function isSafePath(path: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters in a name are what is looked for
  if (path === '' || path.length > 4096 || /[\\\u0000-\u001F\u007F]/.test(path) || /^[a-z]:/i.test(path))
    return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

/**
 * The unpacked bytes of one file of an archive, in pieces; size and CRC-32 are checked.
 * @throws refusal `bad-archive`, outside error `file-missing`
 */
export async function* openZipEntry(archive: string, path: string): AsyncGenerator<Uint8Array> {
  const entry = (await listZip(archive)).get(path)
  if (entry === undefined) throw outsideError('file-missing', `${archive} has no entry ${path} any more`)
  const bad = (what: string): Error => refusal('bad-archive', `${archive}: "${path}" ${what}`)
  const file = await open(archive)
  try {
    const start = await dataOffset(file, entry.offset, bad)
    const packed = readRange(file, start, entry.compressedSize, bad)
    const bytes = entry.deflated ? inflate(packed, bad) : packed
    let size = 0
    let sum = 0
    for await (const piece of bytes) {
      size += piece.length
      if (size > entry.size) throw bad('unpacks to more than its stated size')
      sum = crc32(piece, sum)
      yield piece
    }
    if (size !== entry.size) throw bad(`unpacks to ${size} bytes, where ${entry.size} are stated`)
    if (sum !== entry.crc32) throw bad('does not fit its CRC-32')
  } finally {
    await file.close()
  }
}

/** Where an entry's data begins: after its local header, whose variable parts can differ from the directory's. */
async function dataOffset(file: FileHandle, offset: number, bad: (what: string) => Error): Promise<number> {
  const head = Buffer.alloc(30)
  const { bytesRead } = await file.read(head, 0, 30, offset)
  if (bytesRead !== 30 || head.readUInt32LE(0) !== 0x04034b50) throw bad('has no local header')
  return offset + 30 + head.readUInt16LE(26) + head.readUInt16LE(28)
}

async function* readRange(
  file: FileHandle,
  start: number,
  length: number,
  bad: (what: string) => Error,
): AsyncGenerator<Uint8Array> {
  let at = 0
  while (at < length) {
    const buffer = Buffer.allocUnsafe(Math.min(65_536, length - at))
    const { bytesRead } = await file.read(buffer, 0, buffer.length, start + at)
    if (bytesRead === 0) throw bad('is cut off')
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function* inflate(
  packed: AsyncIterable<Uint8Array>,
  bad: (what: string) => Error,
): AsyncGenerator<Uint8Array> {
  const stream = createInflateRaw()
  pipeline(Readable.from(packed), stream, () => {})
  try {
    for await (const piece of stream) yield piece as Uint8Array
  } catch (error) {
    if (error instanceof Error && error.name === 'ExuviaError') throw error
    throw bad(`cannot be unpacked: ${messageOf(error)}`)
  }
}
