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

/** Exuvia reads a published manifest only for its sizes, and never a larger one. */
const MAX_MANIFEST_BYTES = 64 * 1024 * 1024
/** Maximum releases to search for a manifest. */
const MOST_LOOKS = 10

export interface PreviousOptions extends ConfigOptions {
  /** `owner/name`; default: the config's, else GITHUB_REPOSITORY. */
  readonly repository?: string | undefined
  /** The manifest's distribution. */
  readonly name: string
  /** The release must not be of a later version. */
  readonly version?: string | undefined
  /** A tag to ignore: the one to publish. */
  readonly tag?: string | undefined
}

/** The last published release that has a manifest. */
export interface PreviousRelease {
  readonly tag: string
  readonly url: string
  readonly manifest: ReleaseManifest
}

/**
 * Finds the last published release with a manifest and reads it, to report how sizes changed since.
 * Works without a token on public repositories. If there is none, or it cannot be read, a finding
 * reports that and the result is undefined: a missing comparison must not fail a run.
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
  /** The repository's published releases, if known. */
  readonly releases?: readonly ListedRelease[] | undefined
}

/** The same, with known repository and tags. */
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

/** Downloads a distribution's manifest from a release and compares it with the server's digest. */
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
