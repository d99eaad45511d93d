import { mkdtemp, readdir, rename, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { messageOf, outsideError, systemErrorCode, usageError } from '@exuvia/model'
import { makeFolder, replaceFile, syncFolder } from '@exuvia/files'

const PREFIX = '.exuvia-'

/**
 * Makes a folder inside the output folder for a build's files until all of them are right.
 * Removes it later, whatever happened, with an output folder that it made in vain, and
 * with the folders of killed runs.
 *
 * @throws outside error `output-unwritable`
 */
export async function withStaging<T>(out: string, work: (staging: string) => Promise<T>): Promise<T> {
  const { staging, made } = await createStaging(out)
  try {
    const result = await work(staging)
    await rm(staging, { recursive: true, force: true })
    return result
  } catch (error) {
    await rm(staging, { recursive: true, force: true })
    await removeEmpty(out, made)
    throw explainDiskError(error, out)
  }
}

/** The names in an output folder, without the staging folders of other runs; none if it does not exist. */
export async function listOutput(out: string): Promise<string[]> {
  try {
    return (await readdir(out)).filter((name) => !name.startsWith(PREFIX))
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw explainDiskError(error, out)
  }
}

/**
 * Moves finished files to the output folder. `last` (the manifest) declares the release
 * complete: its old version goes first and its new one comes last, so that a folder with
 * a manifest always contains what the manifest names.
 */
export async function promote(
  staging: string,
  out: string,
  files: readonly string[],
  last: string,
): Promise<void> {
  await rm(path.join(out, last), { force: true })
  for (const file of [...files, last]) await rename(path.join(staging, file), path.join(out, file))
  await syncFolder(out)
}

/** Replaces a text file in one step: readers see the old one or the new one. Creates its folder if it is missing. */
export async function replaceText(file: string, text: string): Promise<void> {
  try {
    await makeFolder(path.dirname(file))
    await replaceFile(file, (handle) => handle.writeFile(text))
  } catch (error) {
    throw explainDiskError(error, file)
  }
}

/** Explains a full disk, a missing permission or a read-only file system, with the folder that the user knows. */
function explainDiskError(error: unknown, folder: string): unknown {
  const code = systemErrorCode(error)
  const reasons: Record<string, string> = {
    ENOSPC: 'the disk is full',
    EDQUOT: 'the disk quota is used up',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOTDIR: 'a part of the path is a file',
    EEXIST: 'it exists and is not a folder',
    EFBIG: 'a file grew larger than is allowed there',
  }
  const reason = code === undefined ? undefined : reasons[code]
  if (reason === undefined) return error
  return outsideError('output-unwritable', { folder, reason }, { cause: error })
}

interface Staging {
  readonly staging: string
  /** The outermost folder that was created for it. */
  readonly made: string | undefined
}

async function createStaging(out: string): Promise<Staging> {
  let made: string | undefined
  try {
    made = await makeFolder(out)
    await removeStale(out)
    return { staging: await mkdtemp(path.join(out, `${PREFIX}${process.pid}-`)), made }
  } catch (error) {
    await removeEmpty(out, made)
    const explained = explainDiskError(error, out)
    if (explained !== error) throw explained
    if (systemErrorCode(error) === 'ENOENT') {
      throw outsideError(
        'output-unwritable',
        { folder: out, reason: 'no folder can be created there' },
        { cause: error },
      )
    }
    throw usageError('bad-output', { folder: out, reason: messageOf(error) }, { cause: error })
  }
}

/** Removes `folder`, and those above it up to `made`, as far as they are empty. */
async function removeEmpty(folder: string, made: string | undefined): Promise<void> {
  if (made === undefined) return
  for (let at = folder; at.startsWith(made); at = path.dirname(at)) {
    try {
      await rmdir(at)
    } catch {
      // It contains something else by now: it stays.
      return
    }
  }
}

async function removeStale(out: string): Promise<void> {
  for (const name of await readdir(out)) {
    const pid = /^\.exuvia-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isRunning(Number(pid)))
      await rm(path.join(out, name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return systemErrorCode(error) === 'EPERM'
  }
}
