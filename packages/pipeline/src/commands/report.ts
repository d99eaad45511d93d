import path from 'node:path'
import { type ReleaseManifest, usageError } from '@exuvia/model'
import { readManifestFile, readReleaseFolder, refusePart, statFile } from '../release/folder.ts'
import type { RunContext } from '../context.ts'

/** A manifest on disk. */
export interface FoundManifest {
  /** Absolute path. */
  readonly file: string
  readonly manifest: ReleaseManifest
}

/** Finds the manifest of a path: the file itself, or the one in a folder. */
export async function findManifest(given: string, context: RunContext): Promise<FoundManifest> {
  const full = path.resolve(context.cwd, given)
  const { isFolder } = await statFile(full)
  refusePart(full)
  if (!isFolder) return { file: full, manifest: await readManifestFile(full) }
  const release = await readReleaseFolder(full)
  if (release === undefined) {
    throw usageError('no-manifest', { folder: given })
  }
  return { file: path.join(full, release.manifestFile), manifest: release.manifest }
}
