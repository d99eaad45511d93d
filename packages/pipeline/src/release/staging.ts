import { mkdtemp, readdir, rename, rm, rmdir } from 'node:fs/promises'
import path from 'node:path'
import { type ExuviaError, messageOf, outsideError, systemErrorCode } from '@exuvia/model'
import { diskError, makeFolder, outputError, replaceFile, syncFolder } from '@exuvia/files'

const PREFIX = '.exuvia-'

/**
 * Makes a folder inside the output folder for a build's files until all of them are right.
 * Removes it later, whatever happened, with an output folder that it made in vain, and
 * with the folders of killed runs.
 *
 * @throws outside error `bad-output`, and those of `diskError`; what `work` throws
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
    throw diskError(error, out, out) ?? error
  }
}

/** The names in an output folder, without the staging folders of other runs; none if it does not exist. */
export async function listOutput(out: string): Promise<string[]> {
  try {
    return (await readdir(out)).filter((name) => !name.startsWith(PREFIX))
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw diskError(error, out, out) ?? error
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
    throw outputError(error, file)
  }
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
    throw diskError(error, out, out) ?? badOutput(error, out)
  }
}

/** Explains why a path cannot be the output folder. */
function badOutput(error: unknown, folder: string): ExuviaError {
  const reasons: Record<string, string> = {
    EEXIST: 'it exists and is not a folder',
    ENOENT: 'no folder can be created there',
    ENOTDIR: 'a part of the path is a file',
  }
  const reason = reasons[systemErrorCode(error) ?? ''] ?? messageOf(error)
  return outsideError('bad-output', { folder, reason }, { cause: error })
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
