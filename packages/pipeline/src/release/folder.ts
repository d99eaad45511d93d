import { createHash } from 'node:crypto'
import { lstatSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { openRegular, readBounded } from '@exuvia/files'
import {
  type Asset,
  type ReleaseManifest,
  compareText,
  refusal,
  systemErrorCode,
  usageError,
} from '@exuvia/model'
import { parseManifest } from '@exuvia/manifest'
import { distributionStem } from '@exuvia/packaging'
import { CHECKSUMS, listedFiles, pageName } from '../stages/manifest.ts'
import { isPartName } from '../parts/part.ts'

/** A manifest is a description, not a payload: Exuvia refuses larger ones unread. */
export const MAX_MANIFEST_BYTES = 256 * 1024 * 1024

/** A build's folder, read back. */
export interface ReleaseFolder {
  readonly folder: string
  readonly manifest: ReleaseManifest
  readonly manifestFile: string
  /** Files that belong to the release, in publishing order. */
  readonly files: readonly string[]
  /** Files in the folder that the manifest does not name. */
  readonly others: readonly string[]
}

/**
 * Reads the release in a folder; undefined if it contains no manifest.
 * @throws usage error `several-manifests`; refusal `release-part` if it contains a part of one
 */
export async function readReleaseFolder(folder: string): Promise<ReleaseFolder | undefined> {
  const names = (await listFolder(folder)).filter((name) => !name.startsWith('.'))
  const manifests = names.filter((name) => name.endsWith('.manifest.json'))
  const [manifestFile] = manifests
  if (manifestFile === undefined) {
    for (const name of names) refusePart(path.join(folder, name))
    return undefined
  }
  if (manifests.length > 1) {
    throw usageError('several-manifests', { folder, files: manifests.sort(compareText) })
  }
  return readReleaseOf(path.join(folder, manifestFile), names)
}

/** Reads the release of a manifest file, from the file's folder. */
export async function readReleaseOf(
  manifestPath: string,
  listed?: readonly string[],
): Promise<ReleaseFolder> {
  const folder = path.dirname(manifestPath)
  const manifest = await readManifestFile(manifestPath)
  const manifestFile = path.basename(manifestPath)
  const names = listed ?? (await listFolder(folder))
  const page = pageName(distributionStem(manifest.name, manifest.version))
  const files = [
    ...listedFiles(manifest).map(({ name }) => name),
    ...(names.includes(page) ? [page] : []),
    manifestFile,
  ]
  if (names.includes(CHECKSUMS)) files.push(CHECKSUMS)
  return { folder, manifest, manifestFile, files, others: othersOf(names, files) }
}

/** Files in a release's folder that are not part of the release. */
export async function listOthers({
  folder,
  files,
}: Pick<ReleaseFolder, 'folder' | 'files'>): Promise<string[]> {
  return othersOf(await listFolder(folder), files)
}

function othersOf(names: readonly string[], files: readonly string[]): string[] {
  return names.filter((name) => !files.includes(name) && !name.startsWith('.')).sort(compareText)
}

/**
 * Refuses a folder that does not exist, as one that no build has made yet. A name with an ending is that of a file.
 * @param given its name in messages
 * @throws usage error `release-not-built`
 */
export function refuseUnbuilt(full: string, given: string): void {
  const isThere = lstatSync(full, { throwIfNoEntry: false }) !== undefined
  if (!isThere && path.extname(full) === '') throw usageError('release-not-built', { folder: given })
}

/**
 * Refuses a part's file if a release is required.
 * @throws refusal `release-part`
 */
export function refusePart(file: string): void {
  if (!isPartName(file)) return
  throw refusal('release-part', { file })
}

/**
 * Reads and checks a manifest file.
 * @param where the name in messages
 */
export async function readManifestFile(file: string, where = file): Promise<ReleaseManifest> {
  await statFile(file)
  const bytes = await readBounded(file, MAX_MANIFEST_BYTES)
  if (bytes === undefined) throw refusal('manifest-too-large', { file: where })
  return parseManifest(bytes.toString('utf8'), where)
}

/**
 * Size and SHA-256 of a file for a release, read once.
 * @throws usage errors `not-a-file` for a folder, pipe or device, `no-such-file`, `unreadable`
 */
export async function describeAsset(file: string, signal: AbortSignal): Promise<Asset> {
  const { handle, size } = await openRegular(file).catch((error: unknown) => {
    throw explainUnreadable(error, file)
  })
  try {
    const digest = createHash('sha256')
    for await (const chunk of handle.createReadStream({ autoClose: false, signal }))
      digest.update(chunk as Uint8Array)
    return { name: path.basename(file), path: file, size, sha256: digest.digest('hex') }
  } finally {
    await handle.close()
  }
}

/** `stat` with a readable error. An entry that is neither file nor folder is a pipe, device or socket. */
export async function statFile(
  file: string,
): Promise<{ readonly size: number; readonly isFolder: boolean; readonly isFile: boolean }> {
  try {
    const stats = await stat(file)
    return { size: stats.size, isFolder: stats.isDirectory(), isFile: stats.isFile() }
  } catch (error) {
    throw explainUnreadable(error, file)
  }
}

async function listFolder(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    throw explainUnreadable(error, folder)
  }
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

/** Converts an error of the file system to a readable one; returns any other unchanged. */
export function explainUnreadable(error: unknown, file: string): unknown {
  const code = systemErrorCode(error)
  switch (code) {
    case undefined:
      return error
    case 'ENOENT':
      // Node reads invalid UTF-8 as this character, and cannot find the file by that name.
      if (path.basename(file).includes('\ufffd')) {
        return usageError('name-not-utf8', { file }, { cause: error })
      }
      return isLink(file)
        ? usageError(
            'unreadable',
            { file, reason: 'it is a link to a file that does not exist' },
            { cause: error },
          )
        : usageError('no-such-file', { file }, { cause: error })
    case 'EACCES':
    case 'EPERM':
      return usageError('unreadable', { file, reason: 'permission denied' }, { cause: error })
    case 'ELOOP':
      return usageError(
        'unreadable',
        { file, reason: 'it is a link that leads back to itself' },
        { cause: error },
      )
    default:
      return usageError('unreadable', { file, reason: code }, { cause: error })
  }
}
