import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Asset, type Finding, type ReleaseManifest, finding, refusal, usageError } from '@exuvia/model'
import { type Published, dryRun as planOffline } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { type ProvenanceOutcome, attestAssets } from '../publication/attest.ts'
import { describeAssets } from '../publication/assets.ts'
import { completeNotes, composeNotes } from '../publication/complete-notes.ts'
import { type Publication, describePublication } from '../publication/describe.ts'
import { sayUnlessError } from '../say.ts'
import { gather, judgeGathered } from '../publication/gather.ts'
import { type PublishPathsOptions, configOf } from '../publication/options.ts'
import {
  type PlannedProvenance,
  planProvenance,
  statementNames,
  wantedProvenance,
  writeStatement,
} from '../publication/provenance.ts'
import { checkRemote, givenToken, runPublication } from '../publication/run.ts'

/** Everything that a publication is to bring about, known before the first request. */
interface Prepared extends Publication {
  readonly provenance: PlannedProvenance | undefined
}

/**
 * Gathers what shall be on the release, judges what no build has judged, and hands the
 * publication to `work`. SHA256SUMS is written anew where more goes along than the build made.
 */
async function withPublication<T>(
  options: PublishPathsOptions,
  context: RunContext,
  work: (publication: Prepared) => Promise<T>,
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
    const publication = await describePublication(options, config, release?.manifest, [], context)
    const { intent } = publication
    const mode = wantedProvenance(options, config, intent, context)
    const about = { config, options, ...intent }
    const provenance =
      mode === undefined ? undefined : await planProvenance(mode, release, gathered.loose, about, context)
    const findings = [
      ...(await judgeGathered(gathered, config)),
      ...publication.findings,
      ...unsignedNotes(provenance),
    ]
    sayUnlessError(findings, context)
    if (findings.some((item) => item.severity === 'error')) {
      throw refusal('against-policy', 'a file that was to go along is against the policy', { findings })
    }
    const write =
      provenance?.mode.kind === 'unsigned'
        ? (assets: readonly Asset[]) => writeStatement(provenance, assets, scratch, context)
        : undefined
    const assets = await describeAssets(release, gathered.loose, scratch, context, write)
    const whole = { ...publication, intent: { ...publication.intent, assets } }
    const body = composeNotes(whole, { context })
    sayUnlessError(body.findings, context)
    return await work({
      ...whole,
      intent: { ...whole.intent, notes: body.text },
      findings: [...findings, ...body.findings],
      provenance,
    })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function unsignedNotes(provenance: PlannedProvenance | undefined): Finding[] {
  if (provenance?.mode.kind !== 'unsigned') return []
  const { file: artifact, mode } = provenance
  return [finding('provenance-unsigned', 'note', { artifact }, { reason: mode.reason })]
}

/** What is on GitHub now, and what became of its provenance where that was wanted. */
export interface Publishing extends Published {
  readonly provenance?: ProvenanceOutcome
}

/** Publishes; a second run changes nothing and says so. Needs GITHUB_TOKEN. */
export async function publishPaths(options: PublishPathsOptions, context: RunContext): Promise<Publishing> {
  return withPublication(options, context, async (prepared) => {
    const { provenance } = prepared
    const token = givenToken(context)
    const state = await checkRemote({ ...prepared.intent, token, signal: context.signal }, context)
    const intent = await completeNotes(prepared, state, context)
    // Before the release is public, so that it never is without.
    const attested =
      provenance === undefined ? undefined : await attestAssets(provenance, intent, token, context)
    const published = await runPublication(intent, token, context)
    return attested === undefined ? published : { ...published, provenance: attested }
  })
}

/**
 * Looks at the repository, the tag and the release that is there before a build begins,
 * so that nobody waits for a build which cannot be published.
 * @param expected names of the files that the build will make
 * @throws ExuviaError `publish-preflight` with all problems at once
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
  const { intent, findings } = await describePublication(options, config, about, assets, context)
  sayUnlessError(findings, context)
  const mode = wantedProvenance(options, config, intent, context)
  const names = mode?.kind === 'unsigned' ? [...expected, ...statementNames(expected)] : expected
  await checkRemote(
    { ...intent, expected: names, token: givenToken(context), signal: context.signal },
    context,
  )
}

/** What a publication would bring about, found out without a token and without asking GitHub. */
export interface PublicationPreview {
  readonly repository: string
  readonly tag: string
  readonly assets: readonly { readonly name: string; readonly size: number; readonly sha256: string }[]
  /** The release's text as far as it is known without GitHub, whose own part and whose last sizes are not. */
  readonly notes: string
  /** GitHub will write what comes before it. */
  readonly generated: boolean
  /** Requests that it takes, about, and the seconds that GitHub's limits make it take at least. */
  readonly requests: number
  readonly seconds: number
  readonly findings: readonly Finding[]
  /** Whether a statement of how it was built goes along, signed or not. */
  readonly provenance?: ProvenanceOutcome['state']
  readonly passed: boolean
}

/** Everything that can be said before the first request. */
export async function dryRun(options: PublishPathsOptions, context: RunContext): Promise<PublicationPreview> {
  return withPublication(options, context, async ({ intent, notes, findings, provenance }) => {
    const report = await planOffline(intent)
    for (const item of report.findings) context.progress({ kind: 'finding', finding: item })
    const { repository, tag, assets } = intent
    return {
      repository,
      tag,
      assets: assets.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
      notes: intent.notes ?? '',
      generated: notes.generate,
      requests: report.requests,
      seconds: report.seconds,
      findings: [...findings, ...report.findings],
      ...(provenance === undefined ? {} : { provenance: provenance.mode.kind }),
      passed: report.ok,
    }
  })
}
