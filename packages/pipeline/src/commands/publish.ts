import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { formatChecksums, renderReport } from '@exuvia/manifest'
import {
  type Asset,
  type Config,
  type Finding,
  type ReleaseManifest,
  compareText,
  finding,
  refusal,
  usageError,
} from '@exuvia/model'
import {
  type PublishOptions,
  type Published,
  dryRun as planOffline,
  preflight,
  publishRelease,
} from '@exuvia/publisher'
import { loadConfig } from '../config/index.ts'
import type { RunContext } from '../context.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { writeSynced } from '../stages/staging.ts'
import { checkArchive, checkLooseFile, isArchiveName, writtenPolicy } from './check-file.ts'
import {
  type ReleaseFolder,
  describeAsset,
  readReleaseFolder,
  readReleaseOf,
  statFile,
} from './release-folder.ts'

export interface PublishPathsOptions {
  /** Folders with a release, manifests, and any other files or folders that shall go along. */
  readonly paths: readonly string[]
  /** The project whose config holds; default: the context's `cwd`. */
  readonly project?: string | undefined
  readonly config?: string | undefined
  /** `owner/name`; default: the config's, else GITHUB_REPOSITORY. */
  readonly repository?: string | undefined
  /** Default: the config's, with the manifest's version. */
  readonly tag?: string | undefined
  readonly draft?: boolean | undefined
  readonly prerelease?: boolean | undefined
  readonly latest?: 'true' | 'false' | 'legacy' | undefined
  /** A Markdown file. */
  readonly notes?: string | undefined
  readonly replace?: boolean | undefined
}

/** Everything that a publication is to bring about, known before the first request. */
interface Publication {
  readonly options: Omit<PublishOptions, 'token' | 'signal' | 'onProgress'>
  readonly manifest: ReleaseManifest | undefined
  readonly findings: readonly Finding[]
}

/**
 * Gathers what shall be on the release, judges what no build has judged, and hands the
 * publication to `work`. SHA256SUMS is written anew where more goes along than the build made.
 */
async function withPublication<T>(
  options: PublishPathsOptions,
  context: RunContext,
  work: (publication: Publication) => Promise<T>,
): Promise<T> {
  const config = await configOf(options, context)
  const gathered = await gather(options.paths, context)
  if (gathered.releases.length > 1) {
    throw usageError(
      'several-manifests',
      `${gathered.releases.length} releases at once: ${gathered.releases.map(({ manifestFile }) => manifestFile).join(', ')}`,
      {
        hint: 'publish one release with each call',
      },
    )
  }
  const [release] = gathered.releases
  const scratch = await mkdtemp(path.join(tmpdir(), 'exuvia-publish-'))
  try {
    const findings = [
      ...(await judgeLoose(gathered.loose, config)),
      ...unlisted(release, gathered.loose),
      ...gathered.skipped.map((name) =>
        finding(
          'file-skipped',
          'warning',
          { path: name },
          { reason: 'a release holds files, and no folders' },
        ),
      ),
    ]
    sayUnlessError(findings, context)
    if (findings.some((item) => item.severity === 'error')) {
      throw refusal('against-policy', 'a file that was to go along is against the policy', { findings })
    }
    const assets = await describeAssets(release, gathered.loose, scratch, context)
    return await work({
      options: await describePublication(options, config, release?.manifest, assets, context),
      manifest: release?.manifest,
      findings,
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Publishes; a second run changes nothing and says so. Needs GITHUB_TOKEN. */
export async function publishPaths(options: PublishPathsOptions, context: RunContext): Promise<Published> {
  return withPublication(options, context, (publication) => runPublication(publication, context))
}

/**
 * Looks at the repository, the tag and the release that is there before a build begins,
 * so that nobody waits for a build which cannot be published.
 * @throws refusal `publish-preflight` with all problems at once
 */
export async function preflightPublication(
  options: PublishPathsOptions,
  about: Pick<ReleaseManifest, 'name' | 'version' | 'commit'>,
  context: RunContext,
): Promise<void> {
  const config = await configOf(options, context)
  const publication = await describePublication(options, config, about, [], context)
  await checkRemote({ ...publication, token: tokenOf(context), signal: context.signal }, context)
}

/** Carries a publication out. */
async function runPublication(publication: Publication, context: RunContext): Promise<Published> {
  const token = tokenOf(context)
  await checkRemote({ ...publication.options, token, signal: context.signal }, context)
  const total = publication.options.assets.length
  let done = 0
  return publishRelease({
    ...publication.options,
    token,
    signal: context.signal,
    onProgress: (event) => {
      if (event.type === 'asset' && event.state !== 'removed') {
        done = Math.min(done + 1, total)
        context.progress({
          kind: 'count',
          stage: 'publish',
          label: `${event.name} ${event.state}`,
          done,
          total,
        })
      } else if (event.type === 'wait') {
        context.progress({
          kind: 'stage',
          stage: 'publish',
          detail: `waiting ${Math.ceil(event.seconds)} s: ${event.reason}`,
        })
      } else if (event.type === 'retry') {
        context.progress({
          kind: 'stage',
          stage: 'publish',
          detail: `${event.what} once more: ${event.reason}`,
        })
      }
    },
  })
}

async function checkRemote(intent: Parameters<typeof preflight>[0], context: RunContext): Promise<void> {
  context.progress({ kind: 'stage', stage: 'preflight', detail: intent.repository })
  const { findings, ok } = await preflight(intent)
  sayUnlessError(findings, context)
  if (!ok)
    throw refusal('publish-preflight', `${intent.repository} cannot take ${intent.tag} as it is`, {
      findings,
    })
}

function tokenOf(context: RunContext): string {
  const token = context.env['GITHUB_TOKEN'] ?? context.env['GH_TOKEN'] ?? ''
  if (token !== '') return token
  throw usageError('no-token', 'publishing needs a token, and GITHUB_TOKEN is not set', {
    hint: 'set GITHUB_TOKEN to a token with "contents: write" on the repository; publish --dry-run needs none',
  })
}

/** Errors are said once, by whoever shows the refusal that carries them. */
function sayUnlessError(findings: readonly Finding[], context: RunContext): void {
  for (const item of findings)
    if (item.severity !== 'error') context.progress({ kind: 'finding', finding: item })
}

function projectRoot(options: PublishPathsOptions, context: RunContext): string {
  return path.resolve(context.cwd, options.project ?? '.')
}

function configOf(options: PublishPathsOptions, context: RunContext): Promise<Config> {
  const file = options.config === undefined ? undefined : path.resolve(context.cwd, options.config)
  return loadConfig(projectRoot(options, context), file)
}

/** What a publication would bring about, found out without a token and without asking GitHub. */
export interface PublicationPreview {
  readonly repository: string
  readonly tag: string
  readonly assets: readonly { readonly name: string; readonly size: number; readonly sha256: string }[]
  /** Requests that it takes, about, and the seconds that GitHub's limits make it take at least. */
  readonly requests: number
  readonly seconds: number
  readonly findings: readonly Finding[]
  readonly passed: boolean
}

/** Everything that can be said before the first request. */
export async function dryRun(options: PublishPathsOptions, context: RunContext): Promise<PublicationPreview> {
  return withPublication(options, context, async (publication) => {
    const report = await planOffline(publication.options)
    for (const item of report.findings) context.progress({ kind: 'finding', finding: item })
    const { repository, tag, assets } = publication.options
    return {
      repository,
      tag,
      assets: assets.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
      requests: report.requests,
      seconds: report.seconds,
      findings: [...publication.findings, ...report.findings],
      passed: report.ok,
    }
  })
}

interface Gathered {
  readonly releases: readonly ReleaseFolder[]
  /** Absolute paths of files that belong to no release. */
  readonly loose: readonly string[]
  /** What lies in a given folder and is no file. */
  readonly skipped: readonly string[]
}

async function gather(paths: readonly string[], context: RunContext): Promise<Gathered> {
  const releases: ReleaseFolder[] = []
  const loose: string[] = []
  const skipped: string[] = []
  for (const given of paths) {
    const full = path.resolve(context.cwd, given)
    const { isFolder } = await statFile(full)
    if (!isFolder) {
      if (full.endsWith('.manifest.json')) releases.push(await readReleaseOf(full))
      else loose.push(full)
      continue
    }
    const release = await readReleaseFolder(full)
    if (release !== undefined) {
      releases.push(release)
      continue
    }
    const entries = await readdir(full, { withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile())
    if (files.length === 0) throw usageError('empty-folder', `${given} holds no files to publish`)
    loose.push(...files.map((entry) => path.join(full, entry.name)))
    skipped.push(...entries.filter((entry) => !entry.isFile()).map(({ name }) => path.join(given, name)))
  }
  const inReleases = new Set(
    releases.flatMap(({ folder, files }) => files.map((file) => path.join(folder, file))),
  )
  return {
    releases,
    loose: [...new Set(loose)].filter((file) => !inReleases.has(file)).sort(compareText),
    skipped,
  }
}

async function judgeLoose(files: readonly string[], config: Config): Promise<Finding[]> {
  const findings: Finding[] = []
  const policy = writtenPolicy(config)
  for (const file of files) {
    findings.push(
      ...(isArchiveName(file) ? await checkArchive(file, policy) : await checkLooseFile(file, policy)),
    )
  }
  return findings
}

/** Files that lie beside a release and are not part of it do not go along, and that is said. */
function unlisted(release: ReleaseFolder | undefined, loose: readonly string[]): Finding[] {
  const others = (release?.others ?? []).filter(
    (name) => !loose.includes(path.join(release?.folder ?? '', name)),
  )
  return others.map((name) =>
    finding(
      'file-skipped',
      'warning',
      { path: name },
      { reason: 'the manifest does not name it; give it as a path of its own to publish it too' },
    ),
  )
}

async function describeAssets(
  release: ReleaseFolder | undefined,
  loose: readonly string[],
  scratch: string,
  context: RunContext,
): Promise<Asset[]> {
  const assets: Asset[] = []
  for (const name of release?.files ?? []) {
    if (name === CHECKSUMS) continue
    const asset = await describeAsset(path.join(release?.folder ?? '', name), context.signal)
    const expected = release?.manifest.artifacts.find(({ file }) => file === name)
    if (expected !== undefined && expected.sha256 !== asset.sha256) {
      throw refusal(
        'artifact-changed',
        `${asset.path} is not the file that was built: its SHA-256 is ${asset.sha256}, and the manifest says ${expected.sha256}`,
        {
          hint: 'build again',
        },
      )
    }
    assets.push(asset)
  }
  for (const file of loose) assets.push(await describeAsset(file, context.signal))
  if (release !== undefined) {
    const sums = path.join(scratch, CHECKSUMS)
    await writeSynced(sums, formatChecksums(assets.toSorted((a, b) => compareText(a.name, b.name))))
    assets.push(await describeAsset(sums, context.signal))
  }
  refuseDoubleNames(assets)
  return assets
}

function refuseDoubleNames(assets: readonly Asset[]): void {
  const seen = new Map<string, string>()
  for (const { name, path: file } of assets) {
    const other = seen.get(name)
    if (other !== undefined) {
      throw usageError('double-name', `${other} and ${file} would both be called ${name} on the release`, {
        hint: 'rename one of them',
      })
    }
    seen.set(name, file)
  }
}

async function describePublication(
  options: PublishPathsOptions,
  config: Config,
  about: About | undefined,
  assets: readonly Asset[],
  context: RunContext,
): Promise<Publication['options']> {
  const repository = options.repository ?? config.publish.repository ?? context.env['GITHUB_REPOSITORY']
  if (repository === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    throw usageError(
      'no-repository',
      repository === undefined
        ? 'nothing says which repository to publish to'
        : `"${repository}" is not OWNER/NAME`,
      {
        hint: 'give --repo OWNER/NAME, or publish.repository in the config',
      },
    )
  }
  const version = about?.version
  const tag =
    options.tag ?? (version === undefined ? undefined : config.publish.tag.replaceAll('{version}', version))
  if (tag === undefined)
    throw usageError('no-tag', 'nothing says which tag to publish under', { hint: 'give --tag TAG' })
  const prerelease = options.prerelease ?? config.publish.prerelease
  const latest = options.latest ?? config.publish.latest
  const apiUrl = context.env['GITHUB_API_URL']
  return {
    repository,
    tag,
    assets,
    name: about === undefined ? tag : `${about.name} ${about.version}`,
    notes: await describeNotes(notesFile(options, config, context), about),
    draft: options.draft ?? config.publish.draft,
    replace: options.replace ?? false,
    ...(prerelease === undefined ? {} : { prerelease }),
    ...(latest === undefined ? {} : { latest }),
    ...(about?.commit === undefined ? {} : { commit: about.commit }),
    ...(apiUrl === undefined ? {} : { apiUrl }),
  }
}

/** `--notes` is relative to where the user stands, `publish.notes` to the project. */
function notesFile(options: PublishPathsOptions, config: Config, context: RunContext): string | undefined {
  if (options.notes !== undefined) return path.resolve(context.cwd, options.notes)
  if (config.publish.notes === undefined) return undefined
  return path.resolve(projectRoot(options, context), config.publish.notes)
}

async function describeNotes(file: string | undefined, about: About | undefined): Promise<string> {
  const parts: string[] = []
  if (file !== undefined) {
    await statFile(file)
    parts.push((await readFile(file, 'utf8')).trim())
  }
  if (about !== undefined && 'artifacts' in about) {
    parts.push(renderReport(about, { format: 'markdown' }).trim())
    parts.push(`Check what you downloaded: \`sha256sum --check --ignore-missing ${CHECKSUMS}\``)
  }
  return `${parts.join('\n\n')}\n`
}

/** A release: its whole manifest, or before the build what is known by then. */
type About = ReleaseManifest | Pick<ReleaseManifest, 'name' | 'version' | 'commit'>
