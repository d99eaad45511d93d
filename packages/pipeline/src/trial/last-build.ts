import path from 'node:path'
import { ExuviaError } from '@exuvia/model'
import { readReleaseFolder } from '../release/folder.ts'

/**
 * The tarballs of the release in an output folder, one for each target: other formats have the same contents.
 * @returns absolute paths; undefined if there is no finished release
 */
export async function lastBuild(folder: string): Promise<string[] | undefined> {
  const release = await readReleaseFolder(folder).catch((error: unknown) => {
    if (error instanceof ExuviaError && error.code === 'no-such-file') return undefined
    throw error
  })
  if (release === undefined) return undefined
  const files = new Map<string | undefined, string>()
  for (const { kind, target, file } of release.manifest.artifacts) {
    if (kind === 'application' && !files.has(target)) files.set(target, path.join(folder, file))
  }
  return [...files.values()]
}
