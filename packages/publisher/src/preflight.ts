import { addAll, ExuviaError, type Finding, finding } from '@exuvia/model'
import { Failure, isProxyPassword } from '@exuvia/network'
import {
  getCommit,
  getImmutableReleases,
  getReleaseByTag,
  getRemaining,
  getRepository,
  listReleases,
  mayHaveCommit,
  mayWriteContents,
} from './api.ts'
import { CONTENTS, acceptedPermissions, lacksApiPath, namesPermissions } from './explain.ts'
import { isRateLimit, limitEnds } from './failure.ts'
import { type GitHub, connect } from './github.ts'
import { isMarkedFor, markerOf } from './intent.ts'
import { choose, draftsOf } from './locate.ts'
import { type Intent, MAX_ASSETS, checkOffline } from './offline.ts'
import { type PlannedAsset, type PreflightReport, parseToken } from './options.ts'
import { planned, reportOf } from './preflight-report.ts'
import { type Look, presentAssets } from './present.ts'
import { ReleaseGone, newProgress } from './progress.ts'
import { parseRepository } from './repository-name.ts'
import type { RemoteAsset, RemoteRepository } from './shapes.ts'
import { readSuperseded } from './superseded.ts'
import { NOTHING_THERE, type There } from './there.ts'

/** The intended result, computed without a token and without GitHub. */
export async function dryRun(intent: Intent): Promise<PreflightReport> {
  parseRepository(intent.repository)
  return reportOf(await checkOffline(intent), planned(intent, NOTHING_THERE), NOTHING_THERE, undefined)
}

/** The intended publication, as far as known. */
export type PreflightIntent = Intent & {
  readonly token?: string
  /** Names of files that are not built yet: only their names and number are checked. */
  readonly expected?: readonly string[]
}

type Intended = Intent & { readonly expected: readonly string[] }

/**
 * Checks everything before the first write and reports all problems at once: the files, the token and
 * its permissions, the repository, the tag and its commit, the existing release, and the rate limit.
 * Changes nothing. Reports a failed request and continues with the rest.
 * @throws usage error if repository, API address or token are invalid
 */
export async function preflight(given: PreflightIntent): Promise<PreflightReport> {
  const intent = { expected: [], ...given }
  const findings = await checkOffline(intent, intent.expected)
  const github = connect(intent, intent.onProgress)
  if (parseToken(intent.token) === undefined) {
    findings.push(finding('publish-token-missing', 'error'))
    return reportOf(findings, planned(intent, NOTHING_THERE), NOTHING_THERE, undefined)
  }
  const failures: Failure[] = []
  /** The answer, or undefined if there was none; keeps the reason. */
  const tried = async <T>(asked: Promise<T>): Promise<T | undefined> => {
    try {
      return await asked
    } catch (error) {
      if (intent.signal?.aborted === true || !(error instanceof Failure)) throw error
      failures.push(error)
      return undefined
    }
  }
  const repository = await tried(getRepository(github))
  let there = NOTHING_THERE
  if (repository !== undefined) {
    const here: GitHub = { ...github, repository: parseRepository(repository.fullName) }
    const [rights, commits, found, immutable] = await Promise.all([
      tried(checkRights(here, intent, repository)),
      tried(lookAtCommits(here, intent)),
      tried(lookAtRelease(here, intent, findings)),
      tried(checkImmutableSetting(here, intent, repository)),
    ])
    there = { ...(found ?? NOTHING_THERE), repository: repository.fullName }
    addAll(findings, [...(rights ?? []), ...(immutable ?? [])])
    if (commits !== undefined) addAll(findings, checkCommits(intent, commits, there))
  }
  // A rejected token has no limit of its own, and an unreachable server reports none.
  const isVain =
    failures.some(({ status }) => status === 401) ||
    (repository === undefined && failures.some(({ status }) => status === undefined))
  const remaining = isVain ? undefined : await tried(getRemaining(github))
  const assets = planned(intent, there)
  addAll(findings, [
    ...checkRelease(intent, there, assets),
    ...explained(failures, github, intent.repository),
  ])
  const report = reportOf(findings, assets, there, remaining, lacking(intent, there).length)
  if (remaining === undefined || report.requests <= remaining) return report
  const short = finding('publish-will-wait', 'warning', {}, { needed: report.requests, remaining })
  return { ...report, findings: [...report.findings, short] }
}

/**
 * Repeats the checks for the built files with the remote's earlier answers and no new request. The
 * publication itself detects later changes, because it checks before it writes.
 * @param before the result of `preflight` when it passed
 */
export async function preflightMade(intent: Intent, before: PreflightReport): Promise<PreflightReport> {
  const { release, repository } = before.there
  const isOurs =
    release !== undefined &&
    repository !== undefined &&
    isMarkedFor(markerOf(parseRepository(repository), intent.tag, intent.assets), release)
  const there = { ...before.there, ours: isOurs }
  const assets = planned(intent, there)
  const findings = [
    ...(await checkOffline(intent)),
    ...checkRelease({ ...intent, expected: [] }, there, assets),
  ]
  return reportOf(findings, assets, there, before.remaining)
}

/**
 * GitHub reports the scopes of a user's classic token, and its owner's permissions on the repository. For
 * Actions tokens and fine-grained ones it reports nothing, so the check tries the permission itself.
 */
async function checkRights(github: GitHub, intent: Intent, repository: RemoteRepository): Promise<Finding[]> {
  const subject = { key: 'publish.repository' }
  const { fullName } = repository
  if (repository.archived) return [finding('publish-archived', 'error', subject, { repository: fullName })]
  const isActions = github.token?.startsWith('ghs_') === true
  const isFineGrained = github.token?.startsWith('github_pat_') === true
  const scopes = github.scopes()
  const lacksScope =
    scopes !== undefined &&
    !scopes.includes('repo') &&
    (repository.private || !scopes.includes('public_repo'))
  const lacks =
    (repository.push === false && !isActions) ||
    lacksScope ||
    ((isActions || isFineGrained) && (await mayWriteContents(github, intent.tag)) === false)
  if (!lacks) return []
  const args = {
    repository: fullName,
    answer: 'GitHub reports no write permission',
    needs: CONTENTS,
    progress: [],
  }
  return [finding('publish-token-rights', 'error', subject, args)]
}

/** Checks the tag, and whether GitHub knows the commit of the build. */
interface Commits {
  readonly tagged: string | undefined
  readonly known: boolean
}

async function lookAtCommits(github: GitHub, intent: Intent): Promise<Commits> {
  const { tag, commit } = intent
  if (commit === undefined) return { tagged: undefined, known: true }
  const tagged = await getCommit(github, `tags/${tag}`)
  return { tagged, known: tagged === commit || (await mayHaveCommit(github, commit)) }
}

function checkCommits(intent: Intent, { tagged, known }: Commits, there: There): Finding[] {
  const { tag, commit } = intent
  if (commit === undefined || tagged === commit) return []
  const missing = known ? [] : [finding('publish-commit-missing', 'error', {}, { commit, tag })]
  if (tagged === undefined) return missing
  const moves = intent.replace && there.release?.immutable !== true
  const args = { tag, tagged, commit }
  return [
    moves
      ? finding('publish-tag-moves', 'note', {}, args)
      : finding('publish-tag-elsewhere', 'error', {}, args),
    ...missing,
  ]
}

/** A moving tag needs mutable releases. Only admins can read the setting. */
async function checkImmutableSetting(
  github: GitHub,
  intent: Intent,
  repository: RemoteRepository,
): Promise<Finding[]> {
  if (!intent.replace || !repository.admin || !(await getImmutableReleases(github))) return []
  return [finding('publish-immutable-setting', 'warning', {}, { repository: repository.fullName })]
}

async function lookAtRelease(github: GitHub, intent: Intended, findings: Finding[]): Promise<There> {
  const wanted = [...intent.assets, ...intent.expected.map((name) => ({ name }))]
  const marker = markerOf(github.repository, intent.tag, intent.assets)
  let release = await getReleaseByTag(github, intent.tag)
  if (release === undefined) {
    const { tag } = intent
    const all = await listReleases(github)
    try {
      release = choose(all, tag, marker)
    } catch (error) {
      if (!(error instanceof ExuviaError)) throw error
      const args = { tag, drafts: draftsOf(all, tag) }
      findings.push(finding('publish-drafts-ambiguous', 'error', {}, args))
      return NOTHING_THERE
    }
  }
  if (release === undefined) return { ...NOTHING_THERE, state: 'none' }
  const progress = newProgress()
  const present = await presentOrGone({ github, release, wanted, progress, isPreflight: true })
  if (present === undefined) return { ...NOTHING_THERE, state: 'none' }
  return {
    ...NOTHING_THERE,
    state: release.draft ? 'draft' : 'published',
    release,
    present,
    superseded: intent.replace ? await readSuperseded(github, wanted, present, new Map()) : new Map(),
    ours: isMarkedFor(marker, release),
  }
}

/** Undefined if somebody deleted the release in between. */
async function presentOrGone(look: Look): Promise<RemoteAsset[] | undefined> {
  try {
    return await presentAssets(look)
  } catch (error) {
    if (error instanceof ReleaseGone) return undefined
    throw error
  }
}

/** Expected names that are missing from the release. */
function lacking(intent: Intended, { present }: There): string[] {
  return intent.expected.filter((name) => !present.some((remote) => remote.name === name))
}

function checkRelease(intent: Intended, there: There, assets: readonly PlannedAsset[]): Finding[] {
  const { release, present } = there
  if (release === undefined) return []
  const findings: Finding[] = []
  for (const asset of assets) {
    if (asset.action === 'refuse' && !release.immutable) {
      findings.push(finding('publish-asset-differs', 'error', { artifact: asset.name }, { tag: release.tag }))
    }
  }
  const changed = assets.filter((asset) => asset.action !== 'keep').map((asset) => asset.name)
  const names = [...changed, ...lacking(intent, there)]
  if (release.immutable && names.length > 0) {
    findings.push(finding('publish-immutable', 'error', {}, { tag: release.tag, changes: names }))
  }
  if (!release.draft && intent.draft) {
    findings.push(finding('publish-already-public', 'warning', {}, { tag: release.tag }))
  }
  const removed = assets.filter((asset) => asset.action === 'remove').map((asset) => asset.name)
  if (removed.length > 0 && !release.immutable) {
    findings.push(finding('publish-removes', 'note', {}, { tag: release.tag, names: removed }))
  }
  const wanted = new Set([...intent.assets.map((asset) => asset.name), ...intent.expected])
  const others = present.filter(({ name }) => !wanted.has(name) && !removed.includes(name))
  const count = others.length + wanted.size
  if (count > MAX_ASSETS && wanted.size <= MAX_ASSETS) {
    findings.push(finding('publish-too-many-assets', 'error', {}, { count, limit: MAX_ASSETS }))
  } else if (present.length >= MAX_ASSETS && assets.some((asset) => asset.action === 'replace')) {
    // A replacement exists beside the old file for a while.
    const args = { count: present.length + 1, limit: MAX_ASSETS }
    findings.push(finding('publish-too-many-assets', 'error', {}, args))
  }
  return findings
}

/** One finding per kind of failure, because the same network fails for every request. */
function explained(failures: readonly Failure[], github: GitHub, repository: string): Finding[] {
  const serverNow = github.serverNow()
  const byCode = new Map<string, Finding>()
  for (const failure of failures) {
    const end = isRateLimit(failure) ? limitEnds(failure, serverNow) : undefined
    const until = end === undefined ? '' : `, until ${new Date(end).toISOString()}`
    const answer = `${failure.message}${until}`
    const item = explainedOne(failure, answer, github, repository)
    if (!byCode.has(item.code)) byCode.set(item.code, item)
  }
  return [...byCode.values()]
}

function explainedOne(failure: Failure, answer: string, github: GitHub, repository: string): Finding {
  if (isProxyPassword(failure))
    return finding('publish-proxy-password', 'error', {}, { answer, progress: [] })
  if (lacksApiPath(failure, github.api))
    return finding('publish-api-path', 'error', {}, { api: github.api, answer })
  const isForbidden = failure.status === 403 && !isRateLimit(failure)
  if (isForbidden && namesPermissions(failure)) {
    const needs = acceptedPermissions(failure)
    return finding('publish-token-rights', 'error', {}, { repository, answer, needs, progress: [] })
  }
  // If the organization does not authorise a token, GitHub answers 403 and names no permission.
  if (isForbidden || failure.status === 401)
    return finding('publish-token-refused', 'error', {}, { answer, progress: [] })
  if (failure.status === 404) return finding('publish-repository-missing', 'error', {}, { repository })
  return finding('publish-unreachable', 'error', {}, { answer })
}
