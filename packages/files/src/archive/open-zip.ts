import { closeSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { type ExuviaError, refusal } from '@exuvia/model'
import { openRegularSync } from '../file-pieces.ts'
import { openRegular } from '../open-regular.ts'
import type { RawEntry } from './archive-entry.ts'
import type { ReadBudget } from './limits.ts'
import { shown } from './names.ts'
import { zipContent } from './zip-content.ts'
import { type ZipItem, readZipDirectory } from './zip-directory.ts'
import { FLAG, ZipFormatError, type ZipRecord } from './zip-records.ts'

const S_IFMT = 0o170000
/** Compression methods by their numbers (APPNOTE 4.4.5), for messages. */
const METHODS: Readonly<Record<number, string>> = {
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: 'Zstandard',
  95: 'xz',
}

/** The kinds of files that Unix zips name in the high half of the external attributes. */
const KINDS: Readonly<Record<number, RawEntry['type']>> = {
  0: 'file',
  0o100000: 'file',
  0o040000: 'directory',
  0o120000: 'symlink',
}

/** An open zip archive with a checked directory. */
export interface OpenZip {
  /** In the directory's order; their paths are still unchecked. */
  readonly items: readonly { readonly item: ZipItem; readonly raw: RawEntry }[]
  /** @throws refusal `archive-damaged` */
  readonly content: (item: ZipItem) => AsyncGenerator<Uint8Array>
  /** Every byte of the archive, as it is on the disk. */
  readonly bytes: () => AsyncIterable<Uint8Array>
  readonly close: () => Promise<void>
}

/**
 * Opens a zip archive and reads its directory and all local headers.
 * @throws refusals `archive-damaged`, `archive-unsupported`, and the budget's; system errors
 */
export async function openZip(file: string, budget: ReadBudget): Promise<OpenZip> {
  const { handle, size } = await openRegular(file)
  try {
    const items = itemsOf(file, handle, size, budget)
    return {
      items,
      content: (item) => contentOf(file, handle.fd, item),
      bytes: () => handle.createReadStream({ start: 0, autoClose: false }),
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/**
 * Yields the content of one entry of an archive that `openZip` checked before.
 * @throws refusal `archive-damaged`; system errors
 */
export async function* readZipItem(file: string, item: ZipItem): AsyncGenerator<Uint8Array> {
  const { descriptor } = openRegularSync(file)
  try {
    yield* contentOf(file, descriptor, item)
  } finally {
    closeSync(descriptor)
  }
}

function itemsOf(file: string, handle: FileHandle, size: number, budget: ReadBudget): OpenZip['items'] {
  try {
    return readZipDirectory(handle, size, budget).map((item) => ({ item, raw: rawEntry(file, item) }))
  } catch (error) {
    throw error instanceof ZipFormatError ? damaged(file, error.message, error) : error
  }
}

function rawEntry(file: string, record: ZipRecord): RawEntry {
  const { path, flags, method, size, packedSize, unixMode } = record
  const name = `"${shown(path)}"`
  if ((flags & (FLAG.encrypted | FLAG.strong | FLAG.masked)) !== 0)
    throw unsupported(file, `${name} is encrypted`)
  if ((flags & FLAG.patched) !== 0) throw unsupported(file, `${name} is patch data`)
  if (method !== 0 && method !== 8)
    throw unsupported(
      file,
      `${name} is packed with ${METHODS[method] ?? `method ${method}`}, not with deflate`,
    )
  if (method === 0 && size !== packedSize) throw damaged(file, `${name} is stored, and has two sizes`)
  // unzip leaves these out of the name that it writes.
  // oxlint-disable-next-line no-control-regex -- the test is for control characters in a name
  if (/[\u0000-\u001F\u007F]/.test(path)) throw unsafe(file, `${name}: it has a control character`)
  const kind = KINDS[unixMode & S_IFMT]
  if (kind === undefined) throw unsupported(file, `${name} is a device, a pipe or a socket`)
  if (kind === 'symlink')
    throw unsafe(
      file,
      `${name}: it is a symbolic link, which pip and zipfile unpack as a file with its target`,
    )
  const folder = path.endsWith('/')
  if (folder !== (kind === 'directory') && kind !== 'file')
    throw damaged(file, `${name} is a file by its name and none by its mode`)
  if (folder && size > 0) throw damaged(file, `${name} is a folder, and has content`)
  return {
    path,
    type: folder ? 'directory' : kind,
    size,
    mode: (unixMode & 0o777) === 0 ? 0o644 : unixMode & 0o777,
    mtime: record.mtime,
    link: undefined,
  }
}

async function* contentOf(file: string, descriptor: number, item: ZipItem): AsyncGenerator<Uint8Array> {
  try {
    yield* zipContent(descriptor, item)
  } catch (error) {
    throw error instanceof ZipFormatError
      ? damaged(file, `"${shown(item.path)}": ${error.message}`, error)
      : error
  }
}

/** @throws (when thrown) refusal `archive-damaged` */
function damaged(file: string, what: string, cause?: unknown): ExuviaError {
  return refusal('archive-damaged', { file, format: 'zip', reason: what }, { cause })
}

function unsafe(file: string, reason: string): ExuviaError {
  return refusal('archive-unsafe', { file, reason })
}

function unsupported(file: string, what: string): ExuviaError {
  return refusal('archive-unsupported', { file, reason: what })
}
