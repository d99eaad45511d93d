import { type Asset, compareText, refusal, sortedBy, usageError } from '@exuvia/model'
import { Failure } from '@exuvia/network'
import { getLatest, getRelease, getRepository, updateRelease } from './api.ts'
import { CONTENTS, contended, explain, lacksApiPath, refuseFindings } from './explain.ts'
import { judge } from './failure.ts'
import { type GitHub, connect } from './github.ts'
import { type Marker, isMarkedFor, markerOf, readMarker, withMarker, withoutMarker } from './intent.ts'
import { establish, sweep } from './locate.ts'
import { checkOffline } from './offline.ts'
import { type Published, type PublishedFile, type PublishOptions, parseToken } from './options.ts'
import { planAssets } from './plan-assets.ts'
import { moveTag } from './move-tag.ts'
import { presentAssets } from './present.ts'
import { type Progress, ReleaseGone, newProgress } from './progress.ts'
import { contextOf, reconcile } from './reconcile.ts'
import { parseRepository } from './repository-name.ts'
import type { RemoteAsset, RemoteRelease, RemoteRepository } from './shapes.ts'
import { explainTarget, targetOf } from './target.ts'

/** Maximum restarts of the search if a release disappears or another one takes the tag. */
const MAX_RESTARTS = 5

/**
 * Puts the assets on the tag's release, exactly once. Keeps assets with the right bytes, uploads
 * missing ones, and verifies all by digest before the release becomes public. It can be stopped at
 * any moment and run again, and several concurrent runs end in one release.
 * @throws ExuviaError: usage (`publish-token-…`, `publish-not-found`), refused (`publish-refused`,
 *   `publish-asset-differs`, `publish-immutable`, `publish-drafts-ambiguous`), outside, interrupted
 */
export async function publishRelease(options: PublishOptions): Promise<Published> {
  if (parseToken(options.token) === undefined) {
    throw usageError('publish-token-missing')
  }
  refuseFindings(await checkOffline(options))
  let github = connect(options, options.onProgress)
  const progress = newProgress()
  const last: { release: RemoteRelease | undefined } = { release: undefined }
  try {
    for (let restart = 1; ; restart += 1) {
      try {
        github = await underItsName(github)
        const marker = markerOf(github.repository, options.tag, options.assets)
        return await publishOnce(github, options, marker, progress, last)
      } catch (error) {
        if (!(error instanceof ReleaseGone)) throw error
        if (restart >= MAX_RESTARTS) throw contended(error.message)
        github.report({ type: 'retry', what: 'publish', reason: error.message })
        await github.clock.sleep(1000 * restart, github.signal)
      }
    }
  } catch (error) {
    throw explain(error, github, stateInWords(options.assets, progress, last.release))
  }
}

/** Requests go to the repository's present name, because not every redirect of a write is followed. */
async function underItsName(github: GitHub): Promise<GitHub> {
  const repository = await firstAnswer(github)
  if (repository.archived) {
    throw refusal('publish-archived', { repository: repository.fullName })
  }
  const isUser = github.token?.startsWith('ghs_') !== true
  // An Actions token is not a user, so GitHub reports no permissions for it.
  if (repository.push === false && isUser) {
    throw usageError('publish-token-rights', {
      repository: repository.fullName,
      answer: 'GitHub reports no write permission',
      needs: CONTENTS,
      progress: [],
    })
  }
  return {
    ...github,
    repository: parseRepository(repository.fullName),
    defaultBranch: repository.defaultBranch,
  }
}

/** @throws usage error `publish-api-path` if the address is none of an API; Failure */
async function firstAnswer(github: GitHub): Promise<RemoteRepository> {
  try {
    return await getRepository(github)
  } catch (error) {
    if (!(error instanceof Failure) || !lacksApiPath(error, github.api)) throw error
    throw usageError('publish-api-path', { api: github.api, answer: error.message })
  }
}

async function publishOnce(
  github: GitHub,
  options: PublishOptions,
  marker: Marker,
  progress: Progress,
  last: { release: RemoteRelease | undefined },
): Promise<Published> {
  const { release, isNew } = await establish(github, options, marker, progress)
  if (isNew) progress.created.add(release.id)
  if (last.release !== undefined && last.release.id !== release.id) {
    progress.placed.clear()
    progress.absent.clear()
  }
  last.release = release
  const concurrency = Math.max(1, Math.min(options.concurrency ?? 4, 16))
  const task = {
    github,
    release,
    wanted: options.assets,
    replace: options.replace,
    ours: isMarkedFor(marker, release),
    concurrency,
    progress,
    beforeReplacing: async () => {
      if (await moveTag(github, options, release)) progress.changed = true
    },
  }
  await reconcile(task)
  await task.beforeReplacing()
  const described =
    release.draft && !options.draft
      ? await makePublic(github, release, options, progress)
      : await describe(github, release, options, marker, progress)
  last.release = described
  const finished = await makeLatest(github, described, options, progress)
  const assets = await readBack(github, finished, options, progress)
  await sweep(github, finished, assets, marker)
  if (finished.draft !== release.draft) github.report({ type: 'published', url: finished.url })
  return summary(finished, options.assets, assets, progress)
}

/** Publishes the draft. After a lost answer, checks the state before retrying. */
async function makePublic(
  github: GitHub,
  release: RemoteRelease,
  options: PublishOptions,
  progress: Progress,
): Promise<RemoteRelease> {
  const prerelease = options.prerelease ?? release.prerelease
  const target = await targetOf(github, options, release)
  const fields = {
    tag_name: options.tag,
    name: titleOf(release, options),
    body: options.notes ?? withoutMarker(release.body),
    draft: false,
    prerelease,
    make_latest: prerelease ? 'false' : (options.latest ?? 'legacy'),
    ...target,
    ...(options.discussion === undefined ? {} : { discussion_category_name: options.discussion }),
  }
  try {
    return await change(github, release, fields, progress, (now) => !now.draft)
  } catch (error) {
    // GitHub answers 404 for an unknown category too, and the release is still there.
    const isThere = error instanceof ReleaseGone && (await getRelease(github, release.id)) !== undefined
    if (isThere && options.discussion !== undefined) {
      const { fullName: repository } = await getRepository(github)
      throw usageError('publish-discussion-category', { repository, category: options.discussion })
    }
    throw explainTarget(error, github, options, target) ?? error
  }
}

/** A draft keeps its own title, which a person may have written. */
function titleOf(release: RemoteRelease, { title, name, tag, replace }: PublishOptions): string {
  if (title !== undefined) return title
  const isKept = release.name !== '' && (release.draft || !replace)
  return isKept ? release.name : (name ?? (release.name === '' ? tag : release.name))
}

/** Updates title and notes of a draft that stays one, or of a replaced release; of a public one only a given title. */
async function describe(
  github: GitHub,
  release: RemoteRelease,
  options: PublishOptions,
  marker: Marker,
  progress: Progress,
): Promise<RemoteRelease> {
  const name = titleOf(release, options)
  if (!release.draft && !options.replace) {
    if (options.title === undefined || release.name === name) return release
    return change(github, release, { name }, progress, (now) => now.name === name)
  }
  const prerelease = options.prerelease ?? release.prerelease
  const notes = options.notes ?? withoutMarker(release.body)
  const isMarked = release.draft && readMarker(release.body)?.intent === marker.intent
  const body = isMarked ? withMarker(notes, marker) : notes
  const same = (now: RemoteRelease): boolean =>
    now.name === name && now.body === body && now.prerelease === prerelease
  if (same(release)) return release
  const target = await targetOf(github, options, release)
  return change(github, release, { ...target, name, body, prerelease }, progress, same)
}

/** If `latest` is requested: reads GitHub's latest release back, and retries if it is another one. */
async function makeLatest(
  github: GitHub,
  release: RemoteRelease,
  options: PublishOptions,
  progress: Progress,
): Promise<RemoteRelease> {
  if (options.latest !== 'true' || release.draft || release.prerelease) return release
  if ((await getLatest(github)) === release.id) return release
  return change(github, release, { make_latest: 'true' }, progress, () => false)
}

async function change(
  github: GitHub,
  release: RemoteRelease,
  fields: Readonly<Record<string, unknown>>,
  progress: Progress,
  isDone: (now: RemoteRelease) => boolean,
): Promise<RemoteRelease> {
  progress.changed = true
  for (let tries = 0; ; tries += 1) {
    try {
      return await updateRelease(github, release.id, fields)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      if (error.status === 404) throw new ReleaseGone('the release is gone')
      if (error.has('tag_name:already_exists')) throw new ReleaseGone('another release has the tag by now')
      const verdict = judge(error, { tries, rateWaits: 0 }, github.serverNow())
      if (!verdict.again || verdict.rate) throw error
      github.report({ type: 'retry', what: 'change the release', reason: error.message })
      await github.clock.sleep(verdict.wait, github.signal)
    }
    const now = await getRelease(github, release.id)
    if (now === undefined) throw new ReleaseGone('the release is gone')
    if (isDone(now)) return now
  }
}

/** Reads the finished release again and compares every asset once more. */
async function readBack(
  github: GitHub,
  release: RemoteRelease,
  options: PublishOptions,
  progress: Progress,
): Promise<RemoteAsset[]> {
  const now = await getRelease(github, release.id)
  if (now === undefined || now.draft !== release.draft)
    throw new ReleaseGone('the release is not as it was left')
  const assets = await presentAssets({ github, release: now, wanted: options.assets, progress })
  const context = {
    ...contextOf({ release: now, replace: options.replace, ours: false, progress }),
    superseded: new Map<string, ReadonlySet<string>>(),
  }
  const steps = planAssets(options.assets, assets, context).filter(
    (step) => !(step.kind === 'prove' && progress.hashed.has(step.remote.id)),
  )
  if (steps.length > 0) throw new ReleaseGone('assets changed while the release was published')
  if (await moveTag(github, options, now)) throw new ReleaseGone('the tag was moved by somebody else')
  return assets
}

function summary(
  release: RemoteRelease,
  wanted: readonly Asset[],
  present: readonly RemoteAsset[],
  progress: Progress,
): Published {
  const names = wanted.map((asset) => asset.name).toSorted(compareText)
  const isSent = (name: string): boolean => progress.uploaded.has(name) || progress.unclear.has(name)
  return {
    releaseId: release.id,
    url: release.url,
    tag: release.tag,
    uploaded: names.filter(isSent),
    kept: names.filter((name) => !isSent(name) && !progress.replaced.has(name)),
    replaced: names.filter((name) => progress.replaced.has(name)),
    removed: [...progress.removed].toSorted(compareText),
    assets: filesOf(wanted, present),
    published: !release.draft,
    changed: progress.changed,
  }
}

function filesOf(wanted: readonly Asset[], present: readonly RemoteAsset[]): PublishedFile[] {
  const byName = new Map(present.map((remote) => [remote.name, remote]))
  return sortedBy(wanted, ({ name }) => name).flatMap(({ name, size, sha256 }) => {
    const remote = byName.get(name)
    return remote === undefined ? [] : [{ name, size, sha256, id: remote.id, url: remote.downloadUrl }]
  })
}

function stateInWords(
  wanted: readonly Asset[],
  progress: Progress,
  release: RemoteRelease | undefined,
): string {
  if (release === undefined) {
    return progress.changed ? 'GitHub may have created the draft' : 'this run changed nothing on GitHub'
  }
  const kind = release.draft ? 'draft' : 'release'
  return `this run put ${progress.uploaded.size} of ${wanted.length} assets on the ${kind} ${release.url}`
}
