import { ExuviaError, refusal } from '@exuvia/model'
import { type ArchiveEntry, type RawEntry, entryGate } from './archive-entry.ts'
import { type ByteReader, byteReader } from '../packed/byte-reader.ts'
import { NO_CONTENT } from './explained.ts'
import type { ReadBudget } from './limits.ts'
import { shown } from './names.ts'
import {
  BLOCK,
  OLD_FILE,
  TarFormatError,
  type TarHeader,
  decodeHeader,
  decodePax,
  isZero,
  utf8,
} from './tar-header.ts'

/** The limit for one extended header or long name: 1 MiB, far above what paths need. */
const MAX_EXTENSION = 1024 * 1024
/** The largest size in eleven octal digits: a larger one needs a pax record or GNU's binary form. */
const USTAR_MAX_SIZE = 0o77777777777

/** Where the bytes of a tar archive come from. */
export interface TarSource {
  /** For messages. */
  readonly name: string
  readonly bytes: AsyncIterator<Uint8Array>
  /** Packed bytes consumed so far. */
  readonly packed: () => number
  readonly budget: ReadBudget
}

/**
 * Reads a tar archive: ustar, pax and GNU's long names and sizes. It is stricter than tools
 * that unpack: it refuses an archive in which two of them could see different files.
 * @throws refusals `archive-damaged`, `archive-truncated`, `archive-unsafe`,
 *   `archive-unsupported`, `archive-too-large`, `archive-bomb`
 */
export async function* readTar(source: TarSource): AsyncGenerator<ArchiveEntry> {
  const reader = byteReader(countedBytes(source))
  const gate = entryGate(source.name)
  let extension: Extension = {}
  for (;;) {
    const block = await reader.take(BLOCK)
    if (block.byteLength < BLOCK) throw truncated(source, 'the end of the archive is missing')
    if (isZero(block)) break
    const header = decoded(source, () => decodeHeader(block))
    if (EXTENSIONS.includes(header.type)) {
      extension = await readExtension(source, reader, header, extension)
      continue
    }
    const raw = decoded(source, () => applyExtension(header, extension), header.name)
    extension = {}
    source.budget.addEntry(raw.path, source.packed())
    const checked = gate(raw)
    const body = raw.size === 0 ? undefined : contentOf(source, reader, raw.path, raw.size)
    if (checked !== undefined) yield { ...checked, content: body?.content ?? NO_CONTENT }
    await body?.finish()
  }
  if (Object.keys(extension).length > 0) {
    throw damaged(source, 'it ends behind an extended header, with nothing that it is for')
  }
  await expectZeros(source, reader)
}

/** What extension headers declare about the entry after them. */
interface Extension {
  readonly records?: ReadonlyMap<string, string>
  readonly longName?: string
  readonly longLink?: string
}

/** Records that change which files there are, where, and how large. */
const TELLING = /^(?:path|linkpath|size|mtime|hdrcharset|GNU\.sparse\..*|SCHILY\.realsize)$/

/** The types of entries that only describe the next one. */
const EXTENSIONS = 'xgLK'

async function readExtension(
  source: TarSource,
  reader: ByteReader,
  header: TarHeader,
  before: Extension,
): Promise<Extension> {
  source.budget.addEntry(header.name, source.packed())
  if (header.size > MAX_EXTENSION)
    throw damaged(source, `an extended header of ${header.size} bytes is too large`)
  const padded = await takePadded(source, reader, header.size)
  const bytes = padded.subarray(0, header.size)
  return decoded(source, () => {
    switch (header.type) {
      case 'L':
        return { ...before, longName: only(before.longName, longText(padded, header.size), 'long names') }
      case 'K':
        return { ...before, longLink: only(before.longLink, longText(padded, header.size), 'long links') }
      case 'x':
        return { ...before, records: only(before.records, decodePax(bytes), 'extended headers (pax)') }
      default:
        return globalHeader(decodePax(bytes), before)
    }
  })
}

/** Reads GNU's long name or link. Without a NUL in it, tarfile and GNU tar read on in the padding; bsdtar does not. */
function longText(padded: Uint8Array, size: number): string {
  const bytes = padded.subarray(0, size)
  if (!bytes.includes(0) && !isZero(padded.subarray(size)))
    throw new TarFormatError('its long name has no end')
  return utf8(upToNul(bytes))
}

/** Refuses two headers of one kind before an entry: some tools use the first and some the second. */
function only<T>(before: T | undefined, now: T, what: string): T {
  if (before !== undefined) throw new TarFormatError(`an entry has two ${what}`)
  return now
}

/** Accepts a comment, in which `git archive` writes its commit; refuses anything that would change entries. */
function globalHeader(records: ReadonlyMap<string, string>, before: Extension): Extension {
  if (Object.keys(before).length > 0)
    throw new TarFormatError('a global header is between an entry and its extended header')
  const harmful = [...records.keys()].find((key) => TELLING.test(key))
  if (harmful !== undefined)
    throw new TarFormatError(`its global header sets "${shown(harmful)}" for every entry`)
  return before
}

function applyExtension(header: TarHeader, { records, longName, longLink }: Extension): RawEntry {
  const charset = records?.get('hdrcharset')
  if (charset !== undefined && charset !== 'ISO-IR 10646 2000 UTF-8')
    throw new TarFormatError('its names are not UTF-8')
  for (const [key, value] of records ?? []) {
    if (key.startsWith('GNU.sparse.') || key === 'SCHILY.realsize')
      throw new UnsupportedEntry('a sparse file')
    // POSIX: an empty value revokes a global header's; other tools see an empty name.
    if (value === '' && TELLING.test(key)) throw new TarFormatError(`its "${key}" is empty`)
  }
  const path = records?.get('path')
  const link = records?.get('linkpath')
  if (path !== undefined && longName !== undefined && path !== longName)
    throw new TarFormatError('it has two names')
  if (link !== undefined && longLink !== undefined && link !== longLink)
    throw new TarFormatError('it has two links')
  const name = path ?? longName ?? header.name
  const type = typeOf(header, name)
  const size = sizeOf(header, records?.get('size'))
  // POSIX ignores the size in this case; GNU tar does not.
  if (type !== 'file' && size > 0) throw new TarFormatError('it has content, but is not a file')
  return {
    path: name,
    type,
    size,
    mode: header.mode,
    mtime: timeOf(header, records?.get('mtime')),
    link: link ?? longLink ?? (header.link === '' ? undefined : header.link),
  }
}

/** Reads the time in seconds since 1970. A pax time has fractions, and a wider range than the header's digits. */
function timeOf(header: TarHeader, record: string | undefined): number {
  if (record === undefined) return header.mtime
  if (!/^-?\d{1,15}(?:\.\d*)?$/.test(record)) throw new TarFormatError(`its time is "${shown(record)}"`)
  return Math.floor(Number(record))
}

/** Reads the size. A pax size is for large files; two different sizes are two archives in one (CVE-2025-62518). */
function sizeOf(header: TarHeader, record: string | undefined): number {
  if (record === undefined) return header.size
  const size = /^\d{1,16}$/.test(record) ? Number(record) : Number.NaN
  if (!Number.isSafeInteger(size)) throw new TarFormatError(`its size is "${shown(record)}"`)
  if (size !== header.size && size <= USTAR_MAX_SIZE) {
    throw new TarFormatError(`it has two sizes, ${header.size} and ${size}`)
  }
  return size
}

function typeOf(header: TarHeader, name: string): RawEntry['type'] {
  const endsInSlash = name.endsWith('/')
  switch (header.type) {
    case OLD_FILE:
      // Before ustar a folder was a file whose name ended in a slash. Tools test the name in an
      // extended header or the one in the field, which may be truncated.
      if (endsInSlash !== header.name.endsWith('/')) throw new TarFormatError('it is a file and a folder')
      return endsInSlash ? 'directory' : 'file'
    case '0':
    case '7':
      if (endsInSlash) throw new TarFormatError('it is a file by its type and a folder by its name')
      return 'file'
    case '1':
      return 'hardlink'
    case '2':
      return 'symlink'
    case '5':
      return 'directory'
    default:
      throw new UnsupportedEntry(
        OTHER_TYPES[header.type] ?? `an entry of the unknown type "${shown(header.type)}"`,
      )
  }
}

const OTHER_TYPES: Readonly<Record<string, string>> = {
  3: 'a character device',
  4: 'a block device',
  6: 'a named pipe',
  S: 'a sparse file',
  M: 'a part of a file that began in another volume',
  V: 'a volume label',
  D: 'a folder of an incremental backup',
  N: 'a list of long names in an old form',
}

class UnsupportedEntry extends Error {}

function contentOf(
  source: TarSource,
  reader: ByteReader,
  path: string,
  size: number,
): { readonly content: AsyncIterable<Uint8Array>; readonly finish: () => Promise<void> } {
  const state = { left: size, over: false }
  const next = async (): Promise<Uint8Array> => {
    const part = await reader.some(state.left)
    if (part.byteLength === 0) {
      throw truncated(source, `"${shown(path)}" is cut off, ${state.left} bytes are missing`)
    }
    state.left -= part.byteLength
    return part
  }
  const content = (async function* () {
    if (state.over) throw new Error(`the content of ${path} was read after the next entry`)
    while (state.left > 0) yield await next()
  })()
  return {
    content,
    async finish() {
      state.over = true
      while (state.left > 0) await next()
      const padding = (BLOCK - (size % BLOCK)) % BLOCK
      if ((await reader.take(padding)).byteLength < padding)
        throw truncated(source, `"${shown(path)}" is cut off`)
    },
  }
}

async function takePadded(source: TarSource, reader: ByteReader, size: number): Promise<Uint8Array> {
  const padded = Math.ceil(size / BLOCK) * BLOCK
  const bytes = await reader.take(padded)
  if (bytes.byteLength < padded) throw truncated(source, 'an extended header is cut off')
  return bytes
}

/** Requires zeros after the end mark, because only some tools see entries there. */
async function expectZeros(source: TarSource, reader: ByteReader): Promise<void> {
  for (;;) {
    const part = await reader.some(64 * 1024)
    if (part.byteLength === 0) return
    if (!isZero(part)) throw damaged(source, 'data follows its end mark')
  }
}

async function* countedBytes({ bytes, packed, budget }: TarSource): AsyncGenerator<Uint8Array> {
  for (;;) {
    const next = await bytes.next()
    if (next.done === true) return
    budget.addBytes(next.value.byteLength, packed())
    yield next.value
  }
}

function upToNul(bytes: Uint8Array): Uint8Array {
  const end = bytes.indexOf(0)
  return end < 0 ? bytes : bytes.subarray(0, end)
}

function decoded<T>(source: TarSource, decode: () => T, name?: string): T {
  const at = name === undefined || name === '' ? '' : `"${shown(name)}": `
  try {
    return decode()
  } catch (error) {
    if (error instanceof TarFormatError) throw damaged(source, `${at}${error.message}`)
    if (error instanceof UnsupportedEntry) {
      throw refusal('archive-unsupported', {
        file: source.name,
        reason: `${at}${error.message} is not supported`,
      })
    }
    throw error
  }
}

function damaged(source: TarSource, what: string): ExuviaError {
  return refusal('archive-damaged', { file: source.name, format: 'tar', reason: what })
}

function truncated(source: TarSource, what: string): ExuviaError {
  return refusal('archive-truncated', { file: source.name, reason: what })
}
