import { ExuviaError, messageOf, outsideError, refusal, systemErrorCode, usageError } from '@exuvia/model'
import type { ArchiveEntry } from './archive-entry.ts'
import { type ArchiveKind, archiveKind } from './archive-kind.ts'
import { explained } from './explained.ts'
import { type ArchiveFormat, FORMATS } from './formats.ts'
import { READ_LIMITS, type ReadLimits } from './limits.ts'
import type { OnPacked } from '../packed/overheard.ts'

/**
 * Yields the entries of a tar (plain or compressed), `.whl` or `.zip`, recognised by their bytes. It
 * checks that every path is safe below a folder, links lead inside, sizes are bounded and
 * checksums match; it throws at the first fault. Read an entry's content before the next
 * entry, or skip it.
 * @param limits overrides of `READ_LIMITS`
 * @param onPacked receives every byte of the file as it is on the disk, so that a caller can hash it: of a tar during
 *   the read, of a zip, which is not read in order, in a read of its own
 * @throws usage error `archive-not-found`; refusals `archive-damaged`, `archive-truncated`,
 *   `archive-unsafe`, `archive-unsupported`, `archive-too-large`, `archive-bomb`; outside
 *   error `read-failed`
 */
export async function* readArchive(
  file: string,
  limits: Partial<ReadLimits> = {},
  onPacked?: OnPacked,
): AsyncGenerator<ArchiveEntry> {
  const allowed = { ...READ_LIMITS, ...limits }
  const explain = (error: unknown): unknown => readError(error, file)
  try {
    for await (const entry of entriesOf(file, allowed, onPacked)) {
      // An error during the caller's read of the content is thrown there, not here.
      yield { ...entry, content: explained(entry.content, explain) }
    }
  } catch (error) {
    throw explain(error)
  }
}

async function* entriesOf(
  file: string,
  allowed: ReadLimits,
  onPacked: OnPacked | undefined,
): AsyncGenerator<ArchiveEntry> {
  const kind = await kindOf(file)
  const format: ArchiveFormat | undefined = FORMATS.find(({ name }) => name === kind)
  if (format?.read === undefined) {
    throw refusal('archive-unsupported', {
      file,
      reason: kind === undefined ? 'unknown format' : `packed with ${kind}`,
    })
  }
  yield* format.read(file, allowed, onPacked)
}

async function kindOf(file: string): Promise<ArchiveKind> {
  try {
    return await archiveKind(file)
  } catch (error) {
    if (systemErrorCode(error) !== 'ENOENT') throw error
    throw usageError('archive-not-found', { file }, { cause: error })
  }
}

function readError(error: unknown, file: string): unknown {
  const code = error instanceof ExuviaError ? undefined : systemErrorCode(error)
  if (code === undefined || /^(?:Z_|ERR_)/.test(code)) return error
  return outsideError('read-failed', { file, reason: messageOf(error) }, { cause: error })
}
