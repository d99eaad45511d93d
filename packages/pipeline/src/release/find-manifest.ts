import path from 'node:path'
import { type ReleaseManifest, usageError } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'
import { readManifestFile, readReleaseFolder, refusePart, refuseUnbuilt, statFile } from './folder.ts'

/** A manifest on disk. */
export interface FoundManifest {
  /** Absolute path. */
  readonly file: string
  readonly manifest: ReleaseManifest
}

/** Finds the manifest of a path: the file itself, or the one in a folder. */
export async function findManifest(given: string, context: RunContext): Promise<FoundManifest> {
  const full = path.resolve(context.cwd, given)
  refuseUnbuilt(full, given)
  const { isFolder } = await statFile(full)
  refusePart(full)
  if (!isFolder) return { file: full, manifest: await readManifestFile(full) }
  const release = await readReleaseFolder(full)
  if (release === undefined) {
    throw usageError('no-manifest', { folder: given })
  }
  return { file: path.join(full, release.manifestFile), manifest: release.manifest }
}

/**
 * Finds the manifest of an earlier release, to compare with one of the same project.
 * @throws usage error `previous-of-another`
 */
export async function findEarlierManifest(
  given: string,
  { name }: Pick<ReleaseManifest, 'name'>,
  context: RunContext,
): Promise<FoundManifest> {
  const found = await findManifest(given, context)
  if (normalizeName(found.manifest.name) === normalizeName(name)) return found
  throw usageError('previous-of-another', { file: given, found: found.manifest.name, expected: name })
}
