import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ExuviaError, type ReleaseManifest, finding, refusal } from '@exuvia/model'
import { distributionStem, normalizeName } from '@exuvia/packaging'
import { type ListedRelease, downloadAsset, listPublished, readRelease } from '@exuvia/publisher'
import { readManifestFile } from '../release/folder.ts'
import { type ConfigOptions, configOf } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { type EarlierRelease, earlierReleases } from './choose-previous.ts'
import { type Access, accessOf } from './access.ts'
import { tagTemplate } from './tag-version.ts'

/** A manifest that others published is read for its sizes alone, and not when it is larger. */
const MAX_MANIFEST_BYTES = 64 * 1024 * 1024
/** Releases that are looked into for a manifest. */
const MOST_LOOKS = 10

export interface PreviousOptions extends ConfigOptions {
  /** `owner/name`; default: the config's, else GITHUB_REPOSITORY. */
  readonly repository?: string | undefined
  /** The distribution whose manifest is wanted. */
  readonly name: string
  /** The release must not be of a later version. */
  readonly version?: string | undefined
  /** A tag that does not count: the one that is to be published. */
  readonly tag?: string | undefined
}

/** The last published release that has a manifest. */
export interface PreviousRelease {
  readonly tag: string
  readonly url: string
  readonly manifest: ReleaseManifest
}

/**
 * Finds the last published release with a manifest and reads it, to tell how sizes changed since.
 * Works without a token on public repositories. Where there is none, or it cannot be read, a finding
 * reports that, and the answer is undefined: nothing is to fail for want of a comparison.
 */
export async function previousRelease(
  options: PreviousOptions,
  context: RunContext,
): Promise<PreviousRelease | undefined> {
  const { config } = await configOf(options, context)
  const repository = options.repository ?? config.publish.repository ?? context.env['GITHUB_REPOSITORY']
  if (repository === undefined) return undefined
  const template = tagTemplate(options.tag, options.version, config.publish.tag)
  return findPrevious({ ...options, repository, template }, context)
}

export interface PreviousSearch {
  readonly repository: string
  readonly template: string
  readonly name: string
  readonly version?: string | undefined
  readonly tag?: string | undefined
  /** The repository's published releases, where they are known. */
  readonly releases?: readonly ListedRelease[] | undefined
}

/** The same, where repository and tags are known. */
export async function findPrevious(
  search: PreviousSearch,
  context: RunContext,
): Promise<PreviousRelease | undefined> {
  const { repository, name, version, tag: except, template } = search
  const access = accessOf(repository, context)
  let release = repository
  try {
    const releases = search.releases ?? (await listPublished(access))
    const earlier = earlierReleases(releases, { version, except, template })
    for (const candidate of earlier.slice(0, MOST_LOOKS)) {
      release = `${repository} ${candidate.tag}`
      const manifest = await readManifestOf(candidate, name, access)
      if (manifest !== undefined) return { tag: candidate.tag, url: candidate.url, manifest }
    }
    context.progress({ kind: 'finding', finding: finding('previous-none', 'note', {}, { repository, name }) })
  } catch (error) {
    if (!(error instanceof ExuviaError) || error.kind === 'interrupted') throw error
    const args = { release, reason: error.message }
    context.progress({ kind: 'finding', finding: finding('previous-unreadable', 'warning', {}, args) })
  }
  return undefined
}

/** The manifest of a distribution on a release, downloaded and compared with the server's digest. */
async function readManifestOf(
  { tag }: EarlierRelease,
  name: string,
  access: Access,
): Promise<ReleaseManifest | undefined> {
  const location = { ...access, tag }
  const { assets } = await readRelease(location)
  // Other projects of the repository, and other tools, may have manifests on the same release.
  const stem = distributionStem(name, '')
  const manifests = assets.filter(
    (asset) => asset.name.startsWith(stem) && asset.name.endsWith('.manifest.json'),
  )
  const folder = await mkdtemp(path.join(tmpdir(), 'exuvia-previous-'))
  try {
    for (const [index, asset] of manifests.entries()) {
      if (asset.size > MAX_MANIFEST_BYTES) {
        throw refusal('manifest-too-large', { file: asset.name })
      }
      const file = path.join(folder, `${index}.manifest.json`)
      await downloadAsset(location, asset, file)
      const manifest = await readManifestFile(file, asset.name)
      if (normalizeName(manifest.name) === normalizeName(name)) return manifest
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return undefined
}
