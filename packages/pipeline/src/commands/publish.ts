import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Finding, type ReleaseManifest, refusal, usageError } from '@exuvia/model'
import { type Published, dryRun as planOffline } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { describeAssets } from '../publication/assets.ts'
import { type Intent, describePublication } from '../publication/describe.ts'
import { gather, judgeGathered } from '../publication/gather.ts'
import { type PublishPathsOptions, configOf } from '../publication/options.ts'
import { checkRemote, runPublication, sayUnlessError, tokenOf } from '../publication/run.ts'

/** Everything that a publication is to bring about, known before the first request. */
interface Publication {
  readonly intent: Intent
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
    const findings = await judgeGathered(gathered, config)
    sayUnlessError(findings, context)
    if (findings.some((item) => item.severity === 'error')) {
      throw refusal('against-policy', 'a file that was to go along is against the policy', { findings })
    }
    const assets = await describeAssets(release, gathered.loose, scratch, context)
    return await work({
      intent: await describePublication(options, config, release?.manifest, assets, context),
      findings,
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Publishes; a second run changes nothing and says so. Needs GITHUB_TOKEN. */
export async function publishPaths(options: PublishPathsOptions, context: RunContext): Promise<Published> {
  return withPublication(options, context, (publication) => runPublication(publication.intent, context))
}

/**
 * Looks at the repository, the tag and the release that is there before a build begins,
 * so that nobody waits for a build which cannot be published.
 * @param expected names of the files that the build will make
 * @throws refusal `publish-preflight` with all problems at once
 */
export async function preflightPublication(
  options: PublishPathsOptions,
  about: Pick<ReleaseManifest, 'name' | 'version' | 'commit'>,
  expected: readonly string[],
  context: RunContext,
): Promise<void> {
  const config = await configOf(options, context)
  const { loose } = await gather(options.paths, context)
  const assets = await describeAssets(undefined, loose, '', context)
  const intent = await describePublication(options, config, about, assets, context)
  await checkRemote({ ...intent, expected, token: tokenOf(context), signal: context.signal }, context)
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
  return withPublication(options, context, async ({ intent, findings }) => {
    const report = await planOffline(intent)
    for (const item of report.findings) context.progress({ kind: 'finding', finding: item })
    const { repository, tag, assets } = intent
    return {
      repository,
      tag,
      assets: assets.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
      requests: report.requests,
      seconds: report.seconds,
      findings: [...findings, ...report.findings],
      passed: report.ok,
    }
  })
}
