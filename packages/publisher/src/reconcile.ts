import { type Asset, largest, refusal } from '@exuvia/model'
import { Failure, throwIfStopped } from '@exuvia/network'
import { deleteAsset, getAsset, renameAsset, uploadAsset } from './api-assets.ts'
import { hashRemote } from './download.ts'
import { contended } from './explain.ts'
import { MAX_TRIES, judge } from './failure.ts'
import type { GitHub } from './github.ts'
import { nameBehind } from './intent.ts'
import { presentAssets } from './present.ts'
import { type Progress, ReleaseGone, countFailure } from './progress.ts'
import { type PlanContext, type Step, planAssets } from './plan-assets.ts'
import type { RemoteAsset, RemoteRelease } from './shapes.ts'
import { readSuperseded } from './superseded.ts'
import { FileChanged } from './upload-file.ts'

export interface Reconciliation {
  readonly github: GitHub
  readonly release: RemoteRelease
  readonly wanted: readonly Asset[]
  readonly replace: boolean
  /** The draft's marker names exactly these bytes. */
  readonly ours: boolean
  readonly concurrency: number
  readonly progress: Progress
  /** Runs once, when all bytes are uploaded and verified, before the first replaces an old one. */
  readonly beforeReplacing: () => Promise<void>
}

/** Seconds between lookups of missing digests; after that they come from downloading. */
const DIGEST_LOOKS = [1, 2, 4, 8, 15]
/** More rounds mean that another program keeps undoing the changes. */
const MAX_ROUNDS = 60

/**
 * Makes the release's assets match the intent: lists them, does the missing steps, and lists them again,
 * until nothing is missing and every byte is verified.
 * @returns the final assets
 * @throws refusal `publish-asset-differs`, `publish-immutable`; Failure; ReleaseGone
 */
export async function reconcile(task: Reconciliation): Promise<RemoteAsset[]> {
  const { github, release, wanted, progress } = task
  const looked = { digests: 0 }
  let trusts = true
  let isReplacing = false
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const present = await presentAssets({ github, release, wanted, progress, trusts })
    const superseded = task.replace
      ? await readSuperseded(github, wanted, present, progress.listings)
      : new Map<string, Set<string>>()
    const steps = planAssets(wanted, present, { ...contextOf(task), superseded })
    if (steps.length === 0 && progress.trusted === 0) return present
    // Before the release becomes public, the server says once more what it has.
    trusts = steps.length > 0
    if (!trusts) continue
    refuseConflicts(steps, release)
    if (!isReplacing && steps.some((step) => step.kind === 'settle' || step.kind === 'prune')) {
      await task.beforeReplacing()
      isReplacing = true
    }
    const { wait } = await perform(task, steps, looked)
    for (const { count, reason } of progress.failures.values()) {
      if (count >= MAX_TRIES) throw new Failure(`${reason} (tried ${count} times)`, { kind: 'network' })
    }
    if (wait === 0) continue
    github.report({ type: 'wait', seconds: Math.ceil(wait / 1000), reason: reasonOf(steps) })
    await github.clock.sleep(wait, github.signal)
  }
  throw contended(`after ${MAX_ROUNDS} rounds there is still something to do`)
}

export function contextOf(
  task: Pick<Reconciliation, 'release' | 'replace' | 'ours' | 'progress'>,
): Omit<PlanContext, 'superseded'> {
  const { release, replace, ours, progress } = task
  return { published: !release.draft, replace, ours, sent: progress.sent, hashed: progress.hashed }
}

function refuseConflicts(steps: readonly Step[], release: RemoteRelease): void {
  const conflicts = steps.filter((step) => step.kind === 'conflict')
  const names = conflicts.map((step) => step.asset.name).join(', ')
  if (release.immutable) {
    throw refusal('publish-immutable', { tag: release.tag, changes: names === '' ? 'its files' : names })
  }
  if (conflicts.length === 0) return
  throw refusal('publish-asset-differs', { tag: release.tag }, { subject: { artifact: names } })
}

function reasonOf(steps: readonly Step[]): string {
  const prove = steps.find((step) => step.kind === 'prove')
  if (prove !== undefined) return `GitHub reports no digest of ${prove.remote.name} yet`
  const starter = steps.find((step) => step.kind === 'remove-starter')
  if (starter !== undefined) return `another job may still be uploading ${starter.remote.name}`
  return 'before looking at the release again'
}

/** Runs the steps, a few at a time; returns how long to wait before the next listing. */
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
  // File by file, so that at most one name is missing at a moment.
  const isReplacing = steps.some((step) => step.kind === 'settle' && step.old !== undefined)
  const atOnce = isReplacing ? 1 : task.concurrency
  await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, work))
  if (failures.length > 0) throw failures[0]
  return { wait: largest(waits) }
}

/** @returns milliseconds to wait before the next look */
async function performOne(task: Reconciliation, step: Step, hashNow: boolean): Promise<number> {
  const { github, progress } = task
  switch (step.kind) {
    case 'upload':
      return upload(task, step)
    case 'remove':
      if (step.isStale === true && (await isRenamed(task, step.remote))) return 1000
      await remove(task, step.remote, step.reason)
      return 0
    case 'prune':
      await remove(task, step.remote, 'of an earlier build')
      if (nameBehind(step.remote.name) === undefined) progress.removed.add(step.remote.name)
      return 0
    case 'remove-starter':
      return removeStarter(task, step.remote)
    case 'settle': {
      if (step.old !== undefined) {
        await deleteAsset(github, step.old)
        progress.gone.add(step.old.id)
        progress.replaced.add(step.asset.name)
      }
      progress.changed = true
      const wait = await rename(task, step.remote, step.asset.name)
      if (wait > 0) return wait
      if (progress.sent.has(step.remote.id) || progress.unclear.has(step.remote.name))
        progress.uploaded.add(step.asset.name)
      github.report({
        type: 'asset',
        name: step.asset.name,
        state: step.old === undefined ? 'uploaded' : 'replaced',
      })
      return 0
    }
    case 'prove':
      if (hashNow) progress.hashed.set(step.remote.id, await hashRemote(github, step.remote, step.expected))
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
      const what = `upload ${asset.name}: the answer came before the whole file was sent`
      if (sentSha256 === undefined) throw new Failure(what, { kind: 'network' })
      throw new FileChanged(`${asset.path}: its bytes are not those that were to be published`)
    }
    if (remote.name !== as) {
      await deleteAsset(github, remote)
      throw refusal('publish-name-rewritten', { name: as, rewritten: remote.name })
    }
    progress.sent.add(remote.id)
    progress.placed.set(remote.id, remote)
    if (remote.sha256 !== undefined && remote.sha256 !== asset.sha256) {
      countFailure(progress, as, `upload ${asset.name}: the server holds other bytes than were sent`)
      // Nobody should download them under this name.
      if (as === asset.name && !release.draft) await remove(task, remote, 'its bytes are wrong')
    } else if (as === asset.name) {
      progress.uploaded.add(asset.name)
      github.report({ type: 'asset', name: asset.name, state: 'uploaded' })
    }
    return 0
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    if (isMoved(error)) throw new ReleaseGone('the repository has another name by now')
    const tries = countFailure(progress, as, error.message) - 1
    progress.absent.delete(asset.name)
    // The name is taken, or the release or the starter asset no longer exists: the next listing shows it.
    // Lists lag and may not show the conflicting asset yet.
    if (error.has('name:already_exists')) {
      if (as === asset.name) progress.taken.add(as)
      return Math.min(1000 * 2 ** tries, 15_000)
    }
    if (error.status === 404) return Math.min(1000 * 2 ** tries, 15_000)
    const verdict = judge(error, { tries: Math.min(tries, MAX_TRIES - 2), rateWaits: 0 }, github.serverNow())
    // A rate limit that still applies after all waits is final.
    if (!verdict.again || verdict.rate) throw error
    if (verdict.ambiguous) progress.unclear.add(as)
    github.report({ type: 'retry', what: `upload ${asset.name}`, reason: error.message })
    return verdict.wait
  }
}

/** Whether it is a redirect, which would require sending the body again. */
function isMoved({ status = 0 }: Failure): boolean {
  return status >= 300 && status < 400
}

/**
 * Removes an incomplete upload: at once if it is this run's own; otherwise only if it is so old that no
 * other job can still be sending it.
 */
async function removeStarter(task: Reconciliation, remote: RemoteAsset): Promise<number> {
  const { github, progress } = task
  const patience = Math.min(15_000 + remote.size / 1000, 120_000)
  const age = github.serverNow() - remote.createdAt
  // A name that is only taken may be another job's upload.
  if (!progress.unclear.has(remote.name) && age < patience) return Math.min(patience - age + 1000, 16_000)
  const now = await getAsset(github, remote.id)
  if (now === undefined || now.state === 'uploaded') return 0
  await remove(task, remote, 'an upload that never ended')
  return 0
}

async function remove(task: Reconciliation, remote: RemoteAsset, detail: string): Promise<void> {
  const { github, progress } = task
  await deleteAsset(github, remote)
  progress.gone.add(remote.id)
  // The name is free now, whatever the server said of it before.
  progress.taken.delete(remote.name)
  progress.absent.add(remote.name)
  progress.changed = true
  github.report({ type: 'asset', name: remote.name, state: 'removed', detail })
}

/** Whether the list shows an old name: then it is the file of another name, and not left over. */
async function isRenamed({ github, progress }: Reconciliation, remote: RemoteAsset): Promise<boolean> {
  const now = await getAsset(github, remote.id)
  if (now === undefined || now.name === remote.name) return false
  progress.placed.set(now.id, now)
  return true
}

/** @returns milliseconds to wait, if another asset has the name; 0 if it is done */
async function rename(task: Reconciliation, remote: RemoteAsset, name: string): Promise<number> {
  const { github, progress } = task
  try {
    progress.placed.set(remote.id, await renameAsset(github, remote.id, name))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    // Another job was faster, and the next listing shows the result; or lists lag and do not show it yet.
    const isTaken = error.has('name:already_exists')
    if (!isTaken && error.status !== 404) throw error
    progress.absent.delete(name)
    if (isTaken) progress.taken.add(name)
    const tries = countFailure(progress, `rename to ${name}`, error.message) - 1
    return isTaken ? Math.min(1000 * 2 ** tries, 15_000) : 1000
  }
  return 0
}
