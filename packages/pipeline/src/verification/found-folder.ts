import type { Stats } from 'node:fs'
import { lstat, readdir, readlink, stat } from 'node:fs/promises'
import path from 'node:path'
import { hashFile, readBounded } from '@exuvia/files'
import type { FoundFile, FoundFolder, FoundType } from '@exuvia/manifest'
import { compareText, refusal, systemErrorCode, TARBALL_MANIFEST } from '@exuvia/model'
import { metadataLimit } from '@exuvia/packaging'
import { explainUnreadable } from '../release/folder.ts'
import { type FoundTree, notAFile, octal } from './found-tarball.ts'

/**
 * Reads an unpacked folder: its EXUVIA.json, and everything in it. It follows no links, and
 * opens regular files only.
 * @throws refusals `tarball-manifest-type`, `manifest-too-large`; usage error `unreadable`
 */
export async function readFolderTree(folder: string, signal: AbortSignal): Promise<FoundTree> {
  const aboutName = path.join(folder, TARBALL_MANIFEST)
  try {
    const type = typeOf(await lstat(aboutName))
    if (type !== 'file') throw notAFile(aboutName, type)
    const about = await readBounded(aboutName, metadataLimit(TARBALL_MANIFEST))
    if (about === undefined) throw refusal('manifest-too-large', { file: aboutName })
    return { about, aboutName, ...(await walkFolder(folder, signal)) }
  } catch (error) {
    throw explainUnreadable(error, folder)
  }
}

/** Lists everything in a folder, without following links. */
export async function walkFolder(
  top: string,
  signal: AbortSignal,
): Promise<Pick<FoundTree, 'files' | 'more'>> {
  const files: FoundFile[] = []
  // The subject itself may be a link to the folder.
  const folders: FoundFolder[] = [{ path: '', mode: modeOf(await stat(top)) }]
  // It grows while it is walked: by then it has the folders of the next level.
  for (const { path: below } of folders) {
    for (const name of (await readdir(path.join(top, below))).sort(compareText)) {
      signal.throwIfAborted()
      const at = below === '' ? name : `${below}/${name}`
      const stats = await lstatOf(path.join(top, at))
      if (stats?.isDirectory() === true) folders.push({ path: at, mode: modeOf(stats) })
      else files.push(await describe(path.join(top, at), at, stats, signal))
    }
  }
  return { files, more: { folders } }
}

/** Undefined if the name is not UTF-8: Node reads it as another name, and does not find that. */
async function lstatOf(file: string): Promise<Stats | undefined> {
  try {
    return await lstat(file)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined
    throw explainUnreadable(error, file)
  }
}

async function describe(
  file: string,
  at: string,
  stats: Stats | undefined,
  signal: AbortSignal,
): Promise<FoundFile> {
  if (stats === undefined) return { path: at, type: 'unknown', size: 0, sha256: '' }
  const found = { path: at, type: typeOf(stats), size: stats.size, sha256: '', mode: modeOf(stats) }
  try {
    if (stats.isSymbolicLink()) return { ...found, size: 0, link: await readlink(file) }
    return stats.isFile() ? { ...found, ...(await digestOf(file, signal)) } : found
  } catch (error) {
    signal.throwIfAborted()
    throw explainUnreadable(error, file)
  }
}

async function digestOf(file: string, signal: AbortSignal): Promise<Pick<FoundFile, 'size' | 'sha256'>> {
  const { size, digest } = await hashFile(file, 'sha256', signal)
  return { size, sha256: digest.toString('hex') }
}

function typeOf(stats: Stats): FoundType {
  if (stats.isFile()) return 'file'
  if (stats.isSymbolicLink()) return 'link'
  if (stats.isDirectory()) return 'folder'
  if (stats.isFIFO()) return 'pipe'
  if (stats.isSocket()) return 'socket'
  return stats.isBlockDevice() || stats.isCharacterDevice() ? 'device' : 'unknown'
}

/** Windows has no permission bits, so they cannot differ there. */
function modeOf({ mode }: Stats): string {
  return process.platform === 'win32' ? '' : octal(mode)
}
