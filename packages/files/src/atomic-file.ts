import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { ExuviaError, messageOf, outsideError, systemErrorCode } from '@exuvia/model'

/** How a file is replaced. */
export interface ReplaceOptions {
  /** False if the reader detects a file that a crash left incomplete, and makes it again. */
  readonly sync?: boolean
}

/**
 * Writes a file under a temporary name in its own folder, syncs it and renames it. The final
 * name always has the whole file or its previous content. On any error it removes the
 * temporary file.
 * @param write gets the open file
 * @throws what `write` throws; system errors
 */
export async function replaceFile<T>(
  out: string,
  write: (file: FileHandle) => Promise<T>,
  { sync = true }: ReplaceOptions = {},
): Promise<T> {
  const folder = path.dirname(out)
  // File systems allow names of up to 255 bytes: leave room for the prefix and suffix.
  const stem = path.basename(out).slice(0, 64)
  const temporary = path.join(folder, `.${stem}.${randomBytes(6).toString('hex')}.tmp`)
  try {
    const file = await open(temporary, 'wx', 0o644)
    let result: T
    try {
      result = await write(file)
      if (sync) await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, out)
    if (sync) await syncFolder(folder)
    return result
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

/**
 * `replaceFile` for an output that the user named.
 * @throws outside error `write-failed`, `disk-full` or `not-writable`; ExuviaErrors of `write`
 *   pass through
 */
export async function writeAtomically<T>(out: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  try {
    return await replaceFile(out, write)
  } catch (error) {
    throw error instanceof ExuviaError ? error : outputError(error, out)
  }
}

/**
 * Writes and syncs a file in a folder that nobody else reads yet.
 * @throws system errors
 */
export async function writeSynced(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'w', 0o644)
  try {
    await handle.writeFile(content)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Turns a failed write of a file into an error that says what to do. */
export function outputError(error: unknown, out: string): ExuviaError {
  const folder = path.dirname(out)
  const code = systemErrorCode(error)
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return outsideError('no-output-folder', { file: out, folder }, { cause: error })
  return (
    diskError(error, out, folder) ??
    outsideError('write-failed', { file: out, reason: messageOf(error) }, { cause: error })
  )
}

/**
 * Explains why a disk refuses to write: it is full, a file is too large for it, or a permission is
 * missing. Undefined for every other error.
 * @param out a file, or the folder that holds all files of an output
 * @param folder the folder to make writable
 */
export function diskError(error: unknown, out: string, folder: string): ExuviaError | undefined {
  switch (systemErrorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return outsideError('disk-full', { file: out }, { cause: error })
    case 'EFBIG':
      return outsideError('output-too-large', { file: out }, { cause: error })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return outsideError('not-writable', { file: out, folder, reason: messageOf(error) }, { cause: error })
    default:
      return undefined
  }
}

/** Makes the new name survive a power cut; some systems do not support syncing a folder. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}
