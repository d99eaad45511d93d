import { createReadStream } from 'node:fs'
import { ExuviaError, messageOf, outsideError, refusal, systemErrorCode, usageError } from '@exuvia/model'
import type { ArchiveEntry } from './archive-entry.ts'
import { type ArchiveKind, archiveKind } from './archive-kind.ts'
import { GzipError, gunzipFile } from './gunzip.ts'
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
  const kind = await kindOf(file)
  switch (kind) {
    case 'zip':
      yield* readZip(file, readBudget(file, allowed))
      return
    case 'gzip':
      yield* readGzippedTar(file, allowed)
      return
    case 'tar':
      yield* readPlainTar(file, allowed)
      return
    default:
      throw refusal(
        'archive-unsupported',
        kind === undefined ? `${file} is no archive that can be read` : `${file} is packed with ${kind}`,
        { hint: 'what can be read: .tar, .tar.gz, .whl, .zip' },
      )
  }
}

async function kindOf(file: string): Promise<ArchiveKind> {
  try {
    return await archiveKind(file)
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
    throw usageError('archive-not-found', `there is no file ${file}`, { cause: error })
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
  const { bytes, packed } = gunzipFile(file)
  try {
    const entries = readTar({ name: file, bytes, packed, budget: readBudget(file, limits) })
    for await (const entry of entries) {
      yield { ...entry, content: explained(entry.content, (error) => gzipError(error, file)) }
    }
  } catch (error) {
    throw gzipError(error, file)
  } finally {
    await bytes.return(undefined)
  }
}

function gzipError(error: unknown, file: string): unknown {
  if (!(error instanceof GzipError)) return error
  const options = { cause: error, hint: 'get or make it again' }
  return error.isCutOff
    ? refusal('archive-truncated', `${file} is incomplete: ${error.message}`, options)
    : refusal('archive-damaged', `${file} is not sound gzip data: ${error.message}`, options)
}
