import path from 'node:path'
import { type ReleaseManifest, usageError } from '@exuvia/model'
import { distributionStem, normalizeName } from '@exuvia/packaging'
import { pageOfRelease } from '../page/page-of-release.ts'
import {
  readManifestFile,
  readReleaseFolder,
  refusePart,
  refuseUnbuilt,
  statFile,
} from '../release/folder.ts'
import { replaceText } from '../release/staging.ts'
import { pageName } from '../stages/manifest.ts'
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
  { name }: ReleaseManifest,
  context: RunContext,
): Promise<FoundManifest> {
  const found = await findManifest(given, context)
  if (normalizeName(found.manifest.name) === normalizeName(name)) return found
  throw usageError('previous-of-another', { file: given, found: found.manifest.name, expected: name })
}

/**
 * Writes the page of a release: one HTML file that needs no other and no network.
 * @param options.previous an earlier release to compare with
 * @param options.out the file; relative to the context's `cwd`. Default: `NAME-VERSION.report.html` there
 * @returns its absolute path
 * @throws as `pageOfRelease`, and outside errors of writing
 */
export async function writePage(
  { file, manifest }: FoundManifest,
  options: { readonly previous?: ReleaseManifest | undefined; readonly out?: string | undefined },
  context: RunContext,
): Promise<string> {
  const out = path.resolve(
    context.cwd,
    options.out ?? pageName(distributionStem(manifest.name, manifest.version)),
  )
  const page = await pageOfRelease(path.dirname(file), manifest, { previous: options.previous }, context)
  await replaceText(out, page)
  return out
}
