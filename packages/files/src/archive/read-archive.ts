import { createReadStream } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { createGunzip } from 'node:zlib'
import { ExuviaError, messageOf, outsideError, refusal, systemErrorCode, usageError } from '@exuvia/model'
import type { ArchiveEntry } from './archive-entry.ts'
import { READ_LIMITS, type ReadLimits, readBudget } from './limits.ts'
import { readTar } from './read-tar.ts'
import { readZip } from './read-zip.ts'

/**
 * The entries of a `.tar`, `.tar.gz`, `.whl` or `.zip`, told apart by their bytes. Every
 * path is safe below a folder, links lead to places inside, sizes are bounded and
 * checksums looked at; the first thing that is wrong ends it. An entry's content is read
 * before the next entry is asked for, or skipped.
 * @param limits what to change of `READ_LIMITS`
 * @throws usage error `archive-not-found`; refusals `archive-damaged`, `archive-truncated`,
 *   `archive-unsafe`, `archive-unsupported`, `archive-too-large`, `archive-bomb`; outside
 *   error `read-failed`
 */
export async function* readArchive(
  file: string,
  limits: Partial<ReadLimits> = {},
): AsyncGenerator<ArchiveEntry> {
  const allowed = { ...READ_LIMITS, ...limits }
  const explain = (error: unknown): unknown => readError(error, file)
  try {
    for await (const entry of entriesOf(file, allowed)) {
      // What breaks while the caller reads an entry's content is thrown there, not here.
      yield { ...entry, content: explained(entry.content, explain) }
    }
  } catch (error) {
    throw explain(error)
  }
}

async function* entriesOf(file: string, allowed: ReadLimits): AsyncGenerator<ArchiveEntry> {
  switch (await formatOf(file)) {
    case 'zip':
      yield* readZip(file, readBudget(file, allowed))
      return
    case 'gzip':
      yield* readGzippedTar(file, allowed)
      return
    case 'tar':
      yield* readPlainTar(file, allowed)
      return
  }
}

/** Content whose errors say what they mean. */
async function* explained(
  content: AsyncIterable<Uint8Array>,
  explain: (error: unknown) => unknown,
): AsyncGenerator<Uint8Array> {
  try {
    yield* content
  } catch (error) {
    throw explain(error)
  }
}

function readError(error: unknown, file: string): unknown {
  const code = error instanceof ExuviaError ? undefined : systemErrorCode(error)
  if (code === undefined || /^(?:Z_|ERR_)/.test(code)) return error
  return outsideError('read-failed', `${file} cannot be read: ${messageOf(error)}`, { cause: error })
}

type Format = 'zip' | 'gzip' | 'tar'

/** Formats that people meet and Exuvia does not read, by their first bytes in hex. */
const UNREAD: readonly (readonly [magic: string, name: string])[] = [
  ['fd377a585a00', 'xz'],
  ['425a68', 'bzip2'],
  ['28b52ffd', 'zstd'],
  ['377abcaf271c', '7-Zip'],
  ['526172211a07', 'RAR'],
]

async function formatOf(file: string): Promise<Format> {
  const head = await headOf(file)
  const hex = head.toString('hex')
  // An empty zip has the end record only.
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return 'zip'
  if (hex.startsWith('1f8b')) return 'gzip'
  if (head.toString('latin1', 257, 262) === 'ustar') return 'tar'
  // Tar from before 1988 has no magic; and an empty one is zeros.
  if (head.length === 512 && (/\.tar$/i.test(file) || head.every((byte) => byte === 0))) return 'tar'
  const other = UNREAD.find(([magic]) => hex.startsWith(magic))?.[1]
  throw refusal(
    'archive-unsupported',
    other === undefined ? `${file} is no archive that can be read` : `${file} is packed with ${other}`,
    { hint: 'what can be read: .tar, .tar.gz, .whl, .zip' },
  )
}

async function headOf(file: string): Promise<Buffer> {
  let handle: FileHandle
  try {
    handle = await open(file, 'r')
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') {
      throw usageError('archive-not-found', `there is no file ${file}`, { cause: error })
    }
    throw error
  }
  try {
    if (!(await handle.stat()).isFile()) throw usageError('archive-not-found', `${file} is not a file`)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(512), 0, 512, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

async function* readPlainTar(file: string, limits: ReadLimits): AsyncGenerator<ArchiveEntry> {
  const stream = createReadStream(file, { highWaterMark: PIECE })
  try {
    yield* readTar({
      name: file,
      bytes: stream[Symbol.asyncIterator](),
      packed: () => stream.bytesRead,
      budget: readBudget(file, limits),
    })
  } finally {
    stream.destroy()
  }
}

const PIECE = 256 * 1024

async function* readGzippedTar(file: string, limits: ReadLimits): AsyncGenerator<ArchiveEntry> {
  const stream = createReadStream(file, { highWaterMark: PIECE })
  const gunzip = createGunzip({ chunkSize: PIECE })
  stream.on('error', (error) => gunzip.destroy(error))
  stream.pipe(gunzip)
  try {
    const entries = readTar({
      name: file,
      bytes: gunzip[Symbol.asyncIterator](),
      packed: () => gunzip.bytesWritten,
      budget: readBudget(file, limits),
    })
    for await (const entry of entries) {
      yield { ...entry, content: explained(entry.content, (error) => gzipError(error, file)) }
    }
    // zlib leaves what follows the last member unread, where it is no member itself.
    if (gunzip.bytesWritten !== stream.bytesRead) {
      throw refusal(
        'archive-damaged',
        `${file} has ${stream.bytesRead - gunzip.bytesWritten} bytes behind its end`,
        {
          hint: 'get or make it again',
        },
      )
    }
  } catch (error) {
    throw gzipError(error, file)
  } finally {
    stream.destroy()
    gunzip.destroy()
  }
}

function gzipError(error: unknown, file: string): unknown {
  const code = error instanceof ExuviaError ? undefined : systemErrorCode(error)
  if (code === 'Z_BUF_ERROR') {
    return refusal('archive-truncated', `${file} is incomplete: its compressed data ends too early`, {
      cause: error,
      hint: 'get or make it again',
    })
  }
  if (code?.startsWith('Z_') === true) {
    return refusal('archive-damaged', `${file} is not sound gzip data: ${messageOf(error)}`, {
      cause: error,
      hint: 'get or make it again',
    })
  }
  return error
}
