import { randomBytes } from 'node:crypto'
import { closeSync, futimesSync, linkSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { lstat, readdir, rename, rm, rmdir, symlink } from 'node:fs/promises'
import path from 'node:path'
import { ExuviaError, systemErrorCode, usageError } from '@exuvia/model'
import type { ArchiveEntry } from './archive-entry.ts'
import { outputError } from '../atomic-file.ts'
import type { ReadLimits } from './limits.ts'
import { readArchive } from './read-archive.ts'
import { refuseUnportable } from '../windows-names.ts'

/**
 * Unpacks an archive into a folder that is new or empty. The folder appears whole or not at
 * all: everything goes to a folder beside it first, which is renamed at the end. Files are
 * 0755 or 0644 within the umask and have the archive's times. Links are made after the files,
 * so that nothing is written through one.
 * @returns the paths of the files that were unpacked, in the archive's order
 * @throws usage error `folder-not-empty`, errors of `readArchive`, outside errors of writing
 */
export async function extractTarball(
  archive: string,
  folder: string,
  limits: Partial<ReadLimits> = {},
): Promise<readonly string[]> {
  const target = path.resolve(folder)
  await expectNewOrEmpty(target)
  const staging = path.join(
    path.dirname(target),
    `.${path.basename(target).slice(0, 64)}.${randomBytes(6).toString('hex')}.tmp`,
  )
  try {
    const files = await unpackInto(archive, staging, limits)
    await rmdir(target).catch(() => undefined)
    await rename(staging, target)
    return files
  } catch (error) {
    await rm(staging, { recursive: true, force: true }).catch(() => undefined)
    throw error instanceof ExuviaError ? error : outputError(error, target)
  }
}

/** Its calls are synchronous: a release is thousands of small files, and a turn of the loop costs more than a call. */
async function unpackInto(archive: string, staging: string, limits: Partial<ReadLimits>): Promise<string[]> {
  mkdirSync(path.dirname(staging), { recursive: true })
  mkdirSync(staging)
  const folders = new Set<string>()
  const makeFolders = (at: string): void => {
    if (folders.has(at)) return
    mkdirSync(at, { recursive: true })
    folders.add(at)
  }
  const files: string[] = []
  const links: ArchiveEntry[] = []
  for await (const entry of readArchive(archive, limits)) {
    refuseUnportable(entry.path)
    const at = path.join(staging, entry.path)
    if (entry.type === 'directory') {
      makeFolders(at)
      continue
    }
    makeFolders(path.dirname(at))
    if (entry.type === 'symlink') {
      links.push(entry)
      continue
    }
    files.push(entry.path)
    if (entry.type === 'file') await writeFileAt(at, entry)
    else linkSync(path.join(staging, entry.link ?? ''), at)
  }
  for (const entry of links) {
    await symlink(entry.link ?? '', path.join(staging, entry.path))
  }
  return files
}

/** Writes a file with its time, because timestamp-based bytecode depends on its source's time (PEP 552). */
async function writeFileAt(at: string, entry: ArchiveEntry): Promise<void> {
  // `wx`: if two names are one file (case), the second does not overwrite the first.
  const file = openSync(at, 'wx', (entry.mode & 0o100) === 0 ? 0o644 : 0o755)
  try {
    for await (const chunk of entry.content) {
      for (let written = 0; written < chunk.length;) written += writeSync(file, chunk, written)
    }
    futimesSync(file, entry.mtime, entry.mtime)
  } finally {
    closeSync(file)
  }
}

async function expectNewOrEmpty(target: string): Promise<void> {
  let names: string[]
  try {
    names = await readdir(target)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' && (await lstat(target).catch(() => undefined)) === undefined)
      return
    throw outputError(error, target)
  }
  if (names.length > 0) {
    throw usageError('folder-not-empty', { folder: target })
  }
}
