import { createHash } from 'node:crypto'
import { type Asset, outsideError, refusal } from '@exuvia/model'
import { deleteAsset, getAsset, listAssets, renameAsset, uploadAsset } from './api.ts'
import { Failure, MAX_TRIES, judge } from './failure.ts'
import { type GitHub, persist, statusFailure, throwIfStopped, transferOptions } from './github.ts'
import { type PlanContext, type Step, planAssets } from './plan-assets.ts'
import type { RemoteAsset, RemoteRelease } from './shapes.ts'
import { FileChanged, openDownload } from './transport.ts'

/** What this run has done so far. */
export interface Progress {
  /** Names whose bytes were sent and are in place. */
  readonly uploaded: Set<string>
  /** Names whose other bytes were there before. */
  readonly replaced: Set<string>
  readonly sent: Set<number>
  readonly hashed: Map<number, string>
  /** Name on the release → uploads that failed in this run. */
  readonly failures: Map<string, number>
  changed: boolean
}

export function newProgress(): Progress {
  return {
    uploaded: new Set(),
    replaced: new Set(),
    sent: new Set(),
    hashed: new Map(),
    failures: new Map(),
    changed: false,
  }
}

export interface Reconciliation {
  readonly github: GitHub
  readonly release: RemoteRelease
  readonly wanted: readonly Asset[]
  readonly replace: boolean
  /** The draft's marker names exactly these bytes. */
  readonly ours: boolean
  readonly concurrency: number
  readonly progress: Progress
}

/** Seconds between looks at digests that are not there yet; then they are found by downloading. */
const DIGEST_LOOKS = [1, 2, 4, 8, 15]
/** More rounds than this mean that somebody keeps undoing what is done. */
const MAX_ROUNDS = 60

/** The release is gone, or no longer what it was: begin again from the search. */
export class ReleaseGone extends Error {}

/**
 * Brings the release's assets to what is wanted: looks what is there, does what is missing, looks again,
 * until nothing is missing and every byte is proven.
 * @returns the assets as they are then
 * @throws refusal `publish-asset-differs`, `publish-immutable`; Failure; ReleaseGone
 */
export async function reconcile(task: Reconciliation): Promise<RemoteAsset[]> {
  const { github, release, wanted, progress } = task
  const looked = { digests: 0 }
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const present = await presentAssets(task)
    const steps = planAssets(wanted, present, contextOf(task))
    if (steps.length === 0) return present
    refuseConflicts(steps, release)
    const { wait } = await perform(task, steps, looked)
    for (const [name, failures] of progress.failures) {
      if (failures >= MAX_TRIES)
        throw new Failure(`upload ${name}: it failed ${failures} times`, { kind: 'network' })
    }
    if (wait > 0) await github.clock.sleep(wait, github.signal)
  }
  throw outsideError('publish-contended', 'the release keeps changing while it is published', {
    hint: 'see that only one job publishes this tag, and run the same command again',
  })
}

export function contextOf(
  task: Pick<Reconciliation, 'release' | 'replace' | 'ours' | 'progress'>,
): PlanContext {
  const { release, replace, ours, progress } = task
  return { published: !release.draft, replace, ours, sent: progress.sent, hashed: progress.hashed }
}

async function presentAssets(task: Reconciliation): Promise<RemoteAsset[]> {
  try {
    return await listAssets(task.github, task.release.id)
  } catch (error) {
    if (error instanceof Failure && error.status === 404) throw new ReleaseGone('the release is gone')
    throw error
  }
}

function refuseConflicts(steps: readonly Step[], release: RemoteRelease): void {
  const conflicts = steps.filter((step) => step.kind === 'conflict')
  const names = conflicts.map((step) => step.asset.name).join(', ')
  if (release.immutable) {
    const what =
      conflicts.length > 0 ? `${names} there has other bytes` : 'it does not hold what is to be published'
    throw refusal('publish-immutable', `the release ${release.tag} is immutable, and ${what}`, {
      hint: 'publish under another tag: GitHub lets nobody change an immutable release',
    })
  }
  if (conflicts.length === 0) return
  throw refusal(
    'publish-asset-differs',
    `${names}: the release ${release.tag} holds other bytes under that name`,
    {
      hint: 'pass --replace to replace them, or publish under another tag',
    },
  )
}

/** Does the steps, a few at a time; says how long to wait before looking again. */
async function perform(
  task: Reconciliation,
  steps: readonly Step[],
  looked: { digests: number },
): Promise<{ wait: number }> {
  const queue = [...steps]
  const unproven = steps.some((step) => step.kind === 'prove')
  const look = unproven ? DIGEST_LOOKS[looked.digests] : undefined
  if (unproven) looked.digests += 1
  const waits = [look === undefined ? 0 : look * 1000]
  const failures: unknown[] = []
  const work = async (): Promise<void> => {
    for (let step = queue.shift(); step !== undefined && failures.length === 0; step = queue.shift()) {
      try {
        throwIfStopped(task.github.signal)
        waits.push(await performOne(task, step, look === undefined))
      } catch (error) {
        failures.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(task.concurrency, queue.length) }, work))
  if (failures.length > 0) throw failures[0]
  return { wait: Math.max(...waits) }
}

/** @returns milliseconds to wait before the next look */
async function performOne(task: Reconciliation, step: Step, hashNow: boolean): Promise<number> {
  const { github, progress } = task
  switch (step.kind) {
    case 'upload':
      return upload(task, step)
    case 'remove':
      await deleteAsset(github, step.remote)
      progress.changed = true
      github.report({ type: 'asset', name: step.remote.name, state: 'removed', detail: step.reason })
      return 0
    case 'remove-starter':
      return removeStarter(task, step.remote)
    case 'settle': {
      if (step.old !== undefined) {
        await deleteAsset(github, step.old)
        progress.replaced.add(step.asset.name)
      }
      progress.changed = true
      await rename(github, step.remote, step.asset.name)
      progress.uploaded.add(step.asset.name)
      github.report({
        type: 'asset',
        name: step.asset.name,
        state: step.old === undefined ? 'uploaded' : 'replaced',
      })
      return 0
    }
    case 'prove':
      if (hashNow) progress.hashed.set(step.remote.id, await hashRemote(github, step.remote))
      return 0
    default:
      return 0
  }
}

async function upload(task: Reconciliation, step: Extract<Step, { kind: 'upload' }>): Promise<number> {
  const { github, release, progress } = task
  const { asset, as } = step
  progress.changed = true
  try {
    const { remote, sentSha256 } = await uploadAsset(github, release, asset, as)
    if (sentSha256 !== asset.sha256) {
      await deleteAsset(github, remote)
      throw new FileChanged(`${asset.path}: its bytes are not those that were to be published`)
    }
    if (remote.name !== as) {
      await deleteAsset(github, remote)
      throw refusal('publish-name-rewritten', `GitHub names ${as} "${remote.name}"`, {
        hint: 'give the file a name of letters, digits and . _ + @ -',
      })
    }
    progress.sent.add(remote.id)
    if (remote.sha256 !== undefined && remote.sha256 !== asset.sha256) countFailure(progress, as)
    else if (as === asset.name) {
      progress.uploaded.add(asset.name)
      github.report({ type: 'asset', name: asset.name, state: 'uploaded' })
    }
    return 0
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const tries = countFailure(progress, as) - 1
    // Somebody has that name by now, or the release or our starter is gone: the next look tells.
    if (error.has('name:already_exists') || error.status === 404) return 1000
    const verdict = judge(error, { tries: Math.min(tries, MAX_TRIES - 2), rateWaits: 0 }, github.serverNow())
    if (!verdict.again) throw error
    github.report({ type: 'retry', what: `upload ${asset.name}`, reason: error.message })
    return verdict.wait
  }
}

function countFailure(progress: Progress, name: string): number {
  const failures = (progress.failures.get(name) ?? 0) + 1
  progress.failures.set(name, failures)
  return failures
}

/**
 * Removes an upload that never ended: at once where this run's own failed; else only when it is so old
 * that no other job can be busy with it.
 */
async function removeStarter(task: Reconciliation, remote: RemoteAsset): Promise<number> {
  const { github, progress } = task
  const patience = Math.min(15_000 + remote.size / 1000, 120_000)
  const age = github.serverNow() - remote.createdAt
  if (!progress.failures.has(remote.name) && age < patience) return Math.min(patience - age + 1000, 15_000)
  const now = await getAsset(github, remote.id)
  if (now === undefined || now.state === 'uploaded') return 0
  await deleteAsset(github, remote)
  progress.changed = true
  github.report({ type: 'asset', name: remote.name, state: 'removed', detail: 'an upload that never ended' })
  return 0
}

async function rename(github: GitHub, remote: RemoteAsset, name: string): Promise<void> {
  try {
    await renameAsset(github, remote.id, name)
  } catch (error) {
    // Another job was faster; the next look tells what is there.
    if (error instanceof Failure && (error.status === 404 || error.has('name:already_exists'))) return
    throw error
  }
}

/** Downloads an asset and hashes it, where the server tells no digest. */
async function hashRemote(github: GitHub, remote: RemoteAsset): Promise<string> {
  const what = `read ${remote.name} back`
  return persist(github, what, 'read', true, async () => {
    const options = transferOptions(github, { accept: 'application/octet-stream' })
    const download = await openDownload(remote.url, options)
    try {
      if (download.status !== 200) {
        throw statusFailure(what, download.status, download.headers, undefined, github.redact)
      }
      const hash = createHash('sha256')
      for await (const chunk of download.chunks) hash.update(chunk)
      return hash.digest('hex')
    } finally {
      download.close()
    }
  })
}
