import { refusal, sortedBy } from '@exuvia/model'
import { Failure } from '@exuvia/network'
import { createRelease, deleteRelease, getRelease, getReleaseByTag, listReleases } from './api.ts'
import { listAssets } from './api-assets.ts'
import { hashRemote } from './download.ts'
import { judge } from './failure.ts'
import type { GitHub } from './github.ts'
import { type Marker, readMarker, withMarker } from './intent.ts'
import type { PublishOptions } from './options.ts'
import type { RemoteAsset, RemoteRelease } from './shapes.ts'
import { explainTarget, targetOf } from './target.ts'

/** Seconds between lookups of a draft with unconfirmed creation, because lists lag by seconds. */
const LOOKS = [2, 4, 8, 16]
/** Seconds between lookups until Exuvia's new draft is listed. */
const OWN_LOOKS = [0, 1, 2, 4, 8, 16]

/**
 * Finds the release to use: the tag's published one, or else the draft of an earlier run (the lowest
 * id, so that two jobs agree), or else a draft made by hand.
 * @throws refusal `publish-drafts-ambiguous`
 */
async function locate(github: GitHub, tag: string, marker: Marker): Promise<RemoteRelease | undefined> {
  return (await getReleaseByTag(github, tag)) ?? choose(await listReleases(github), tag, marker)
}

/** Chooses among all releases; pure. */
export function choose(
  releases: readonly RemoteRelease[],
  tag: string,
  marker: Marker,
): RemoteRelease | undefined {
  const same = releases.filter((release) => release.tag === tag).toSorted((a, b) => a.id - b.id)
  const published = same.find((release) => !release.draft)
  if (published !== undefined) return published
  const ours = same.find((release) => readMarker(release.body)?.intent === marker.intent)
  if (ours !== undefined) return ours
  if (same.length > 1) {
    throw refusal('publish-drafts-ambiguous', { tag, drafts: draftsOf(same, tag) })
  }
  return same[0]
}

/** The addresses of the drafts of a tag. */
export function draftsOf(releases: readonly RemoteRelease[], tag: string): string[] {
  const drafts = releases.filter((release) => release.draft && release.tag === tag)
  return sortedBy(drafts, (release) => release.url).map((release) => release.url)
}

async function wait(github: GitHub, seconds: number, reason: string): Promise<void> {
  github.report({ type: 'wait', seconds, reason })
  await github.clock.sleep(seconds * 1000, github.signal)
}

/** The release to use, and whether this run created it. */
interface Established {
  readonly release: RemoteRelease
  readonly isNew: boolean
}

/** Finds the release or creates the draft; two concurrent jobs end up with the same one. */
export async function establish(
  github: GitHub,
  options: PublishOptions,
  marker: Marker,
  progress: { changed: boolean },
): Promise<Established> {
  const found = await locate(github, options.tag, marker)
  if (found !== undefined) {
    github.report({ type: 'release', state: 'found', draft: found.draft, id: found.id })
    return { release: found, isNew: false }
  }
  progress.changed = true
  const created = await create(github, options, marker)
  github.report({ type: 'release', state: 'created', draft: created.draft, id: created.id })
  const release = await yieldToOthers(github, created, options.tag, marker)
  return { release, isNew: release === created }
}

async function create(github: GitHub, options: PublishOptions, marker: Marker): Promise<RemoteRelease> {
  const target = await targetOf(github, options, undefined)
  for (let tries = 0; ; tries += 1) {
    try {
      return await createRelease(github, {
        ...target,
        tag_name: options.tag,
        name: options.title ?? options.name ?? options.tag,
        body: withMarker(options.notes ?? '', marker),
        draft: true,
        prerelease: options.prerelease ?? false,
      })
    } catch (error) {
      const explained = explainTarget(error, github, options, target)
      if (explained !== undefined) throw explained
      if (!(error instanceof Failure)) throw error
      const verdict = judge(error, { tries, rateWaits: 0 }, github.serverNow())
      if (!verdict.again || verdict.rate) throw error
      github.report({ type: 'retry', what: 'create the draft', reason: error.message })
    }
    // It may exist: a single list without it proves nothing.
    for (const look of LOOKS) {
      await wait(github, look, 'to see whether GitHub created the draft')
      const found = await locate(github, options.tag, marker)
      if (found !== undefined) return found
    }
  }
}

/**
 * Waits until the list shows the new draft, and therefore everything created before it. If that
 * includes a release for the same tag, deletes the new, empty draft and uses the other release.
 */
async function yieldToOthers(
  github: GitHub,
  created: RemoteRelease,
  tag: string,
  marker: Marker,
): Promise<RemoteRelease> {
  if (!created.draft) return created
  for (const look of OWN_LOOKS) {
    if (look > 0) await wait(github, look, 'until GitHub lists the new draft')
    const releases = await listReleases(github)
    const isMarked = (release: RemoteRelease): boolean => readMarker(release.body)?.intent === marker.intent
    const chosen = choose(
      releases.filter((release) => !release.draft || isMarked(release)),
      tag,
      marker,
    )
    if (chosen !== undefined && chosen.id !== created.id && (!chosen.draft || chosen.id < created.id)) {
      await deleteIfRedundant(github, created, [])
      return chosen
    }
    if (releases.some((release) => release.id === created.id)) break
  }
  return created
}

/** Deletes Exuvia's other drafts for the tag if the finished release contains all their files. */
export async function sweep(
  github: GitHub,
  finished: RemoteRelease,
  assets: readonly RemoteAsset[],
  marker: Marker,
): Promise<void> {
  for (const release of await listReleases(github)) {
    const ours =
      release.draft && release.tag === finished.tag && readMarker(release.body)?.intent === marker.intent
    if (ours && release.id !== finished.id) await deleteIfRedundant(github, release, assets)
  }
}

/** Deletes a draft if it is still one and `elsewhere` contains all its files. */
async function deleteIfRedundant(
  github: GitHub,
  draft: RemoteRelease,
  elsewhere: readonly RemoteAsset[],
): Promise<void> {
  const now = await getRelease(github, draft.id)
  if (now === undefined || !now.draft) return
  const held = await listAssets(github, draft.id).catch(() => undefined)
  if (held === undefined) return
  for (const asset of held.filter(({ state }) => state === 'uploaded')) {
    const other = elsewhere.find(({ name, size }) => name === asset.name && size === asset.size)
    if (other === undefined || !(await isSame(github, asset, other))) return
  }
  await deleteRelease(github, draft.id)
}

/** Compares the bytes of two files, and reads those of which the server reports no digest. */
async function isSame(github: GitHub, one: RemoteAsset, other: RemoteAsset): Promise<boolean> {
  try {
    const first = one.sha256 ?? (await hashRemote(github, one, other.sha256))
    return first === (other.sha256 ?? (await hashRemote(github, other, first)))
  } catch (error) {
    // What cannot be read stays.
    if (error instanceof Failure) return false
    throw error
  }
}
