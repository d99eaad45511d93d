import type { Asset } from '@exuvia/model'
import { nameBehind, temporaryName } from './intent.ts'
import type { Listed } from './listing.ts'
import { inOrder } from './replace-order.ts'
import type { RemoteAsset } from './shapes.ts'

/** One thing to do to a release's assets. */
export type Step =
  /** Send the bytes, under a temporary name where the right one must not bear wrong ones, or is taken. */
  | { readonly kind: 'upload'; readonly asset: Asset; readonly as: string }
  | {
      readonly kind: 'remove'
      readonly remote: RemoteAsset
      readonly reason: string
      readonly isStale?: boolean
    }
  /** An upload that never ended, perhaps still under way elsewhere. */
  | { readonly kind: 'remove-starter'; readonly remote: RemoteAsset; readonly isStale?: boolean }
  /** Give the new bytes their name, after the old ones, where there are any, are gone. */
  | {
      readonly kind: 'settle'
      readonly asset: Asset
      readonly remote: RemoteAsset
      readonly old: RemoteAsset | undefined
    }
  /** A file of an earlier build, which this one does not have. */
  | { readonly kind: 'prune'; readonly remote: RemoteAsset }
  /** The server tells no digest yet. */
  | { readonly kind: 'prove'; readonly remote: RemoteAsset; readonly expected: string | undefined }
  /** Other bytes are there, and they may not be replaced. */
  | { readonly kind: 'conflict'; readonly asset: Asset; readonly remote: RemoteAsset }

export interface PlanContext {
  /** The release is public: nothing may bear an asset's name before its bytes are proven. */
  readonly published: boolean
  readonly replace: boolean
  /** It is a draft, and says of itself that exactly these bytes are to be there: others are damage. */
  readonly ours: boolean
  /** Ids of assets that this run sent. */
  readonly sent: ReadonlySet<number>
  /** Digests that were found by downloading: id → lower-case hex. */
  readonly hashed: ReadonlyMap<number, string>
  /** With `replace`: what earlier builds put there, and this one does not have. */
  readonly superseded: Listed
}

/**
 * What is missing between the assets that are there and those that are to be there. Pure, and worked
 * out again from what the server lists after every round: so a lost answer, a killed run and a second
 * publisher are all the same case. No steps: everything is there and proven.
 */
export function planAssets(
  wanted: readonly Asset[],
  present: readonly RemoteAsset[],
  context: PlanContext,
): Step[] {
  const byName = new Map(present.map((remote) => [remote.name, remote]))
  const temporaries = new Set(wanted.map(temporaryName))
  const names = new Set(wanted.map((asset) => asset.name))
  const steps = wanted.flatMap((asset) =>
    planOne(asset, byName.get(asset.name), byName.get(temporaryName(asset)), context),
  )
  for (const remote of present) {
    const behind = nameBehind(remote.name)
    if (behind === undefined || !names.has(behind) || temporaries.has(remote.name) || names.has(remote.name))
      continue
    steps.push({ ...discard(remote, 'left by a run that was stopped'), isStale: true })
  }
  if (!context.replace) return steps
  return inOrder([...steps, ...planPruning(names, present, context)], present.length)
}

/** What the lists on the release say is an earlier build's, with the bytes they say; nothing else. */
function planPruning(
  wanted: ReadonlySet<string>,
  present: readonly RemoteAsset[],
  context: PlanContext,
): Step[] {
  return present.flatMap((remote): Step[] => {
    if (wanted.has(remote.name)) return []
    const digests = context.superseded.get(remote.name)
    if (digests === undefined) {
      const behind = context.superseded.get(nameBehind(remote.name) ?? '') ?? new Set<string>()
      const isOurs = [...behind].some((sha256) => remote.name.endsWith(`.exuvia-${sha256.slice(0, 8)}`))
      return isOurs ? [{ kind: 'prune', remote }] : []
    }
    if (remote.state !== 'uploaded') return [{ kind: 'prune', remote }]
    const sha256 = remote.sha256 ?? context.hashed.get(remote.id)
    if (sha256 === undefined) return [{ kind: 'prove', remote, expected: [...digests][0] }]
    return digests.has(sha256) ? [{ kind: 'prune', remote }] : []
  })
}

type State = 'missing' | 'starter' | 'unproven' | 'good' | 'bad'

function planOne(
  asset: Asset,
  remote: RemoteAsset | undefined,
  temporary: RemoteAsset | undefined,
  context: PlanContext,
): Step[] {
  const waiting = stateOf(asset, temporary, context)
  const bring = (old: RemoteAsset | undefined): Step[] => {
    if (temporary === undefined) return [{ kind: 'upload', asset, as: temporaryName(asset) }]
    if (waiting === 'good') return [{ kind: 'settle', asset, remote: temporary, old }]
    if (waiting === 'unproven') return [{ kind: 'prove', remote: temporary, expected: asset.sha256 }]
    return [discard(temporary, 'its bytes are wrong')]
  }
  if (remote === undefined) {
    // Bytes that are damaged on their way would be damage there; on any other release a conflict for ever.
    const isDirect = context.ours && temporary === undefined
    return isDirect ? [{ kind: 'upload', asset, as: asset.name }] : bring(undefined)
  }
  switch (stateOf(asset, remote, context)) {
    case 'good':
      return temporary === undefined ? [] : [discard(temporary, 'no longer needed')]
    case 'unproven':
      return [{ kind: 'prove', remote, expected: asset.sha256 }]
    case 'bad': {
      const damage = context.sent.has(remote.id) || context.ours
      if (!damage && !context.replace) return [{ kind: 'conflict', asset, remote }]
      if (damage && !context.published) return [discard(remote, 'its bytes are wrong')]
      return bring(remote)
    }
    default:
      return [{ kind: 'remove-starter', remote }]
  }
}

function stateOf(asset: Asset, remote: RemoteAsset | undefined, context: PlanContext): State {
  if (remote === undefined) return 'missing'
  if (remote.state !== 'uploaded') return 'starter'
  if (remote.size !== asset.size) return 'bad'
  const sha256 = remote.sha256 ?? context.hashed.get(remote.id)
  if (sha256 === undefined) return 'unproven'
  return sha256 === asset.sha256 ? 'good' : 'bad'
}

function discard(remote: RemoteAsset, reason: string): Extract<Step, { kind: 'remove' | 'remove-starter' }> {
  return remote.state === 'uploaded' ? { kind: 'remove', remote, reason } : { kind: 'remove-starter', remote }
}
