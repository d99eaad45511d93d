import { crc32 } from 'node:zlib'
import { ExuviaError, messageOf, refusal, systemErrorCode } from '@exuvia/model'
import { type Entry as ZipEntry, type ZipFile, openPromise } from 'yauzl'
import { type ArchiveEntry, type RawEntry, entryGate, shown } from './archive-entry.ts'
import type { ReadBudget } from './limits.ts'

const S_IFMT = 0o170000
/** The kinds of files that Unix zips name in the high half of the external attributes. */
const KINDS: Readonly<Record<number, RawEntry['type']>> = {
  0: 'file',
  0o100000: 'file',
  0o040000: 'directory',
  0o120000: 'symlink',
}
/** Of a symbolic link's target, in bytes. */
const MAX_LINK = 4096

/**
 * Reads a zip archive, wheels among them. Stricter than tools that unpack: local headers
 * have to say what the central directory says, entries must not overlap, checksums are
 * looked at.
 * @throws refusals as `readArchive`
 */
export async function* readZip(file: string, budget: ReadBudget): AsyncGenerator<ArchiveEntry> {
  let zip: ZipFile
  try {
    // Backslashes stay, so that they are refused and not mended.
    zip = await openPromise(file, { lazyEntries: true, autoClose: false, strictFileNames: true })
  } catch (error) {
    throw zipError(file, error)
  }
  try {
    const entries = await centralDirectory(file, zip, budget)
    const gate = entryGate(file)
    for (const { entry, raw } of entries) {
      await checkLocalHeader(file, zip, entry)
      // Bytes are counted as declared: yauzl gives no more than that.
      budget.addBytes(entry.uncompressedSize, zip.fileSize)
      if (raw.type !== 'symlink') {
        const checked = gate(raw)
        if (checked !== undefined) yield { ...checked, content: contentOf(file, zip, entry) }
        continue
      }
      if (raw.size > MAX_LINK)
        throw damaged(file, `"${shown(raw.path)}" is a link to a name of ${raw.size} bytes`)
      const target: Uint8Array[] = []
      for await (const chunk of contentOf(file, zip, entry)) target.push(chunk)
      const checked = gate({ ...raw, link: Buffer.concat(target).toString('utf8') })
      if (checked !== undefined) yield { ...checked, content: empty() }
    }
  } finally {
    zip.close()
  }
}

interface Listed {
  readonly entry: ZipEntry
  readonly raw: RawEntry
}

async function centralDirectory(file: string, zip: ZipFile, budget: ReadBudget): Promise<Listed[]> {
  const listed: Listed[] = []
  try {
    for await (const entry of zip.eachEntry()) {
      budget.addEntry(entry.fileName)
      listed.push({ entry, raw: rawEntry(file, entry) })
    }
  } catch (error) {
    throw zipError(file, error)
  }
  refuseOverlaps(file, listed)
  return listed
}

function rawEntry(file: string, entry: ZipEntry): RawEntry {
  const name = entry.fileName
  if (entry.isEncrypted()) throw unsupported(file, `"${shown(name)}" is encrypted`)
  if (!entry.canDecodeFileData()) {
    throw unsupported(file, `"${shown(name)}" is packed with method ${entry.compressionMethod}`)
  }
  const unix = entry.versionMadeBy >>> 8 === 3 ? entry.externalFileAttributes >>> 16 : 0
  const kind = KINDS[unix & S_IFMT]
  if (kind === undefined) throw unsupported(file, `"${shown(name)}" is a device, a pipe or a socket`)
  const folder = name.endsWith('/')
  if (folder !== (kind === 'directory') && (kind === 'directory' || kind === 'symlink')) {
    throw damaged(file, `"${shown(name)}" is a file by its name and none by its mode`)
  }
  if (folder && entry.uncompressedSize > 0)
    throw damaged(file, `"${shown(name)}" is a folder, and has content`)
  return {
    path: name,
    type: folder ? 'directory' : kind,
    size: entry.uncompressedSize,
    mode: (unix & 0o777) === 0 ? 0o644 : unix & 0o777,
    mtime: Math.floor(entry.getLastModDate({ timezone: 'UTC' }).getTime() / 1000),
    link: undefined,
  }
}

/** Entries that share bytes are how a small zip becomes a large bomb, and two archives in one. */
function refuseOverlaps(file: string, listed: readonly Listed[]): void {
  const byPlace = [...listed].sort(
    (a, b) => a.entry.relativeOffsetOfLocalHeader - b.entry.relativeOffsetOfLocalHeader,
  )
  let end = 0
  for (const { entry } of byPlace) {
    if (entry.relativeOffsetOfLocalHeader < end)
      throw damaged(file, `"${shown(entry.fileName)}" overlaps another entry`)
    // The local header has at least 30 bytes and the name.
    end = entry.relativeOffsetOfLocalHeader + 30 + entry.fileNameLength + entry.compressedSize
  }
}

/** Tools that read from the front believe the local header, others the central directory. */
async function checkLocalHeader(file: string, zip: ZipFile, entry: ZipEntry): Promise<void> {
  const header = await zip.readLocalFileHeaderPromise(entry).catch((error: unknown) => {
    throw zipError(file, error)
  })
  const { generalPurposeBitFlag: flags } = header
  const behind = (flags & 0x08) !== 0
  // 0xffffffff stands for a size in a zip64 field.
  const sizesDiffer =
    !behind &&
    ((header.compressedSize !== entry.compressedSize && header.compressedSize !== 0xffffffff) ||
      (header.uncompressedSize !== entry.uncompressedSize && header.uncompressedSize !== 0xffffffff) ||
      header.crc32 !== entry.crc32)
  if (
    !header.fileName.equals(entry.fileNameRaw) ||
    header.compressionMethod !== entry.compressionMethod ||
    (flags & 0x01) !== (entry.generalPurposeBitFlag & 0x01) ||
    sizesDiffer
  ) {
    throw damaged(file, `"${shown(entry.fileName)}" is described in two ways`)
  }
}

async function* contentOf(file: string, zip: ZipFile, entry: ZipEntry): AsyncGenerator<Uint8Array> {
  let checksum = 0
  try {
    const stream = await zip.openReadStreamPromise(entry)
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      checksum = crc32(chunk, checksum)
      yield chunk
    }
  } catch (error) {
    throw zipError(file, error)
  }
  if (checksum !== entry.crc32) {
    throw damaged(file, `the checksum of "${shown(entry.fileName)}" is wrong`)
  }
}

async function* empty(): AsyncGenerator<Uint8Array> {
  // A link has no content.
}

/** yauzl's errors are plain; the file system's keep their code. */
function zipError(file: string, error: unknown): unknown {
  if (error instanceof ExuviaError) return error
  const code = systemErrorCode(error)
  if (code !== undefined && !code.startsWith('Z_')) return error
  const message = messageOf(error)
  if (/^(?:absolute path|invalid relative path|invalid characters)/.test(message)) {
    return refusal('archive-unsafe', `${file}: ${shown(message)}`, {
      cause: error,
      hint: 'the archive is broken or hostile; unpack nothing from it',
    })
  }
  return damaged(file, shown(message), error)
}

function damaged(file: string, what: string, cause?: unknown): ExuviaError {
  return refusal('archive-damaged', `${file} is not a sound zip archive: ${what}`, {
    cause,
    hint: 'get or make it again',
  })
}

function unsupported(file: string, what: string): ExuviaError {
  return refusal('archive-unsupported', `${file}: ${what}, which is not taken`, {
    hint: 'pack it again without that',
  })
}
