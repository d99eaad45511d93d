import { createReadStream } from 'node:fs'
import { refusal } from '@exuvia/model'
import type { ArchiveEntry } from './archive-entry.ts'
import { explained } from './explained.ts'
import { GzipError, gunzipFile } from './gunzip.ts'
import { type ReadLimits, readBudget } from './limits.ts'
import { readTar } from './read-tar.ts'
import { type OnPacked, overheard } from './overheard.ts'

const PIECE = 256 * 1024

/** Reads an uncompressed tar file. */
export async function* readPlainTar(
  file: string,
  limits: ReadLimits,
  onPacked: OnPacked | undefined,
): AsyncGenerator<ArchiveEntry> {
  const stream = createReadStream(file, { highWaterMark: PIECE })
  try {
    yield* readTar({
      name: file,
      bytes: overheard(stream, onPacked),
      packed: () => stream.bytesRead,
      budget: readBudget(file, limits),
    })
  } finally {
    stream.destroy()
  }
}

/** Reads a tar file compressed with gzip. */
export async function* readGzippedTar(
  file: string,
  limits: ReadLimits,
  onPacked: OnPacked | undefined,
): AsyncGenerator<ArchiveEntry> {
  const { bytes, packed } = gunzipFile(file, onPacked)
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
  return error.isCutOff
    ? refusal('archive-truncated', { file, reason: error.message }, { cause: error })
    : refusal('archive-damaged', { file, format: 'gzip', reason: error.message }, { cause: error })
}
