import { type Finding, finding, sortedBy } from '@exuvia/model'
import { getCommit, getReleaseByTag, getRemaining, getRepository, listAssets, listReleases } from './api.ts'
import { Failure } from './failure.ts'
import { type GitHub, connect } from './github.ts'
import { markerOf, readMarker } from './intent.ts'
import { choose } from './locate.ts'
import { type Intent, MAX_ASSETS, checkOffline } from './offline.ts'
import { type PlannedAsset, type PreflightReport, parseRepository, parseToken } from './options.ts'
import { leastSeconds } from './pacer.ts'
import { planAssets } from './plan-assets.ts'
import type { RemoteAsset, RemoteRelease } from './shapes.ts'
import { ExuviaError } from '@exuvia/model'

/** Requests besides those for single assets: repository, search, draft, lists, publication, reading back. */
const FIXED_REQUESTS = 14

/** What would be done, found out without a token and without asking GitHub. */
export async function dryRun(intent: Intent): Promise<PreflightReport> {
  parseRepository(intent.repository)
  const findings = await checkOffline(intent)
  return reportOf(findings, 'unknown', planned(intent, [], undefined, false), undefined)
}

/**
 * Everything that can be known before the first write, all problems at once: the files, the token and
 * its rights, the repository, the tag and its commit, the release that is there, and the rate limit.
 * Only reads.
 * @throws usage error where repository, API address or token are no such thing
 */
export async function preflight(intent: Intent & { readonly token?: string }): Promise<PreflightReport> {
  const findings = await checkOffline(intent)
  const github = connect(intent)
  if (parseToken(intent.token) === undefined) {
    findings.push(finding('publish-token-missing', 'error'))
    return reportOf(findings, 'unknown', planned(intent, [], undefined, false), undefined)
  }
  try {
    return await online(github, intent, findings)
  } catch (error) {
    if (intent.signal?.aborted === true || !(error instanceof Failure)) throw error
    findings.push(explained(error, intent.repository))
    return reportOf(findings, 'unknown', planned(intent, [], undefined, false), undefined)
  }
}

async function online(github: GitHub, intent: Intent, findings: Finding[]): Promise<PreflightReport> {
  const repository = await getRepository(github)
  const subject = { key: 'publish.repository' }
  if (repository.archived) {
    findings.push(finding('publish-archived', 'error', subject, { repository: repository.fullName }))
  }
  if (repository.push === false && github.token?.startsWith('ghs_') !== true) {
    findings.push(finding('publish-token-rights', 'error', subject, { repository: repository.fullName }))
  }
  const here: GitHub = { ...github, repository: parseRepository(repository.fullName) }
  findings.push(...(await checkCommit(here, intent)))
  const marker = markerOf(here.repository, intent.tag, intent.assets)
  let release = await getReleaseByTag(here, intent.tag)
  try {
    release ??= choose(await listReleases(here), intent.tag, marker)
  } catch (error) {
    if (!(error instanceof ExuviaError)) throw error
    findings.push(finding('publish-drafts-ambiguous', 'error', {}, { tag: intent.tag }))
  }
  const present = release === undefined ? [] : await listAssets(here, release.id)
  const mark = release === undefined ? undefined : readMarker(release.body)
  const ours = release?.draft === true && mark?.intent === marker.intent && mark.contents === marker.contents
  const assets = planned(intent, present, release, ours)
  findings.push(...checkRelease(intent, release, present, assets))
  const remaining = await getRemaining(here)
  const state = release === undefined ? 'none' : release.draft ? 'draft' : 'published'
  const report = reportOf(findings, state, assets, remaining)
  if (report.requests <= remaining) return report
  const short = finding('publish-rate-limit', 'warning', {}, { needed: report.requests, remaining })
  return { ...report, findings: [...report.findings, short] }
}

async function checkCommit(github: GitHub, intent: Intent): Promise<Finding[]> {
  if (intent.commit === undefined) return []
  const tagged = await getCommit(github, `tags/${intent.tag}`)
  const { tag, commit } = intent
  if (tagged !== undefined) {
    return tagged === commit ? [] : [finding('publish-tag-elsewhere', 'error', {}, { tag, tagged, commit })]
  }
  const known = await getCommit(github, commit)
  return known === undefined ? [finding('publish-commit-missing', 'error', {}, { commit, tag })] : []
}

function checkRelease(
  intent: Intent,
  release: RemoteRelease | undefined,
  present: readonly RemoteAsset[],
  assets: readonly PlannedAsset[],
): Finding[] {
  if (release === undefined) return []
  const findings: Finding[] = []
  for (const asset of assets) {
    if (asset.action === 'refuse' && !release.immutable) {
      findings.push(finding('publish-asset-differs', 'error', { artifact: asset.name }, { tag: release.tag }))
    }
  }
  const changes = assets.filter((asset) => asset.action !== 'keep')
  if (release.immutable && changes.length > 0) {
    const names = changes.map((asset) => asset.name)
    findings.push(finding('publish-immutable', 'error', {}, { tag: release.tag, names }))
  }
  if (!release.draft && intent.draft) {
    findings.push(finding('publish-already-public', 'warning', {}, { tag: release.tag }))
  }
  const others = present.filter((remote) => !intent.assets.some((asset) => asset.name === remote.name))
  const count = others.length + intent.assets.length
  if (count > MAX_ASSETS && intent.assets.length <= MAX_ASSETS) {
    findings.push(finding('publish-too-many-assets', 'error', {}, { count, limit: MAX_ASSETS }))
  }
  return findings
}

function planned(
  intent: Intent,
  present: readonly RemoteAsset[],
  release: RemoteRelease | undefined,
  ours: boolean,
): PlannedAsset[] {
  const published = release?.draft === false
  const context = {
    published,
    replace: intent.replace,
    ours,
    sent: new Set<number>(),
    hashed: new Map<number, string>(),
  }
  return sortedBy(intent.assets, (asset) => asset.name).map((asset) => {
    const there = present.find((remote) => remote.name === asset.name)
    const steps = planAssets([asset], present, context)
    const refused = steps.some((step) => step.kind === 'conflict')
    const keeps = steps.every((step) => step.kind === 'prove')
    const action = refused ? 'refuse' : keeps ? 'keep' : there?.state === 'uploaded' ? 'replace' : 'upload'
    return { name: asset.name, size: asset.size, action }
  })
}

function reportOf(
  findings: readonly Finding[],
  release: PreflightReport['release'],
  assets: readonly PlannedAsset[],
  remaining: number | undefined,
): PreflightReport {
  const uploads = assets.filter((asset) => asset.action === 'upload').length
  const replacements = assets.filter((asset) => asset.action === 'replace').length
  const lists = 4 * Math.ceil(Math.max(assets.length, 1) / 100)
  const seconds = leastSeconds(uploads + replacements)
  const notes =
    seconds === 0
      ? []
      : [
          finding(
            'publish-takes-time',
            'note',
            {},
            { count: uploads + replacements, minutes: Math.ceil(seconds / 60) },
          ),
        ]
  return {
    findings: [...findings, ...notes],
    ok: !findings.some((item) => item.severity === 'error'),
    release,
    assets,
    requests: FIXED_REQUESTS + lists + uploads + 3 * replacements,
    remaining,
    seconds,
  }
}

function explained(failure: Failure, repository: string): Finding {
  const args = { repository, answer: failure.message }
  if (failure.status === 401) return finding('publish-token-refused', 'error', {}, args)
  if (failure.status === 404) return finding('publish-repository-missing', 'error', {}, args)
  return finding('publish-unreachable', 'error', {}, args)
}
