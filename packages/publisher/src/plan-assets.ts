import type { Asset } from '@exuvia/model'
import { nameBehind, temporaryName } from './intent.ts'
import type { Listed } from './listing.ts'
import { inOrder } from './replace-order.ts'
import type { RemoteAsset } from './shapes.ts'

/** One change of a release's assets. */
export type Step =
  /** Upload the bytes, under a temporary name if other bytes have the final one, or could never lose it. */
  | { readonly kind: 'upload'; readonly asset: Asset; readonly as: string }
  | {
      readonly kind: 'remove'
      readonly remote: RemoteAsset
      readonly reason: string
      readonly isStale?: boolean
    }
  /** An incomplete upload, perhaps still running elsewhere. */
  | { readonly kind: 'remove-starter'; readonly remote: RemoteAsset; readonly isStale?: boolean }
  /** Rename the new bytes after deleting old ones, if any. */
  | {
      readonly kind: 'settle'
      readonly asset: Asset
      readonly remote: RemoteAsset
      readonly old: RemoteAsset | undefined
    }
  /** A file of an earlier build that this build does not have. */
  | { readonly kind: 'prune'; readonly remote: RemoteAsset }
  /** The server reports no digest yet. */
  | { readonly kind: 'prove'; readonly remote: RemoteAsset; readonly expected: string | undefined }
  /** The name has other bytes, and replacing is not allowed. */
  | { readonly kind: 'conflict'; readonly asset: Asset; readonly remote: RemoteAsset }

export interface PlanContext {
  /** The release is public. With `replace`, no file may have an asset's name before its bytes are verified. */
  readonly published: boolean
  readonly replace: boolean
  /** It is a draft whose marker names exactly these bytes, so others are damage. */
  readonly ours: boolean
  /** Ids of assets that this run sent. */
  readonly sent: ReadonlySet<number>
  /** Digests that were found by downloading: id → lower-case hex. */
  readonly hashed: ReadonlyMap<number, string>
  /** With `replace`: files of earlier builds that this build does not have. */
  readonly superseded: Listed
}

/**
 * Plans the steps from the existing assets to the intended ones. Pure, and computed again from the
 * server's list after every round, so a lost answer, a killed run and a second publisher are the same
 * case. No steps: everything is complete and verified.
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

/** Only files that a list on the release names for an earlier build, with the listed bytes. */
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
    // A new name has nothing to protect, and a public release shows no temporary names. On a draft that somebody made
    // by hand, a later run could not tell bytes damaged in transit from theirs.
    const isDirect = context.ours || (context.published && !context.replace)
    return isDirect && temporary === undefined
      ? [{ kind: 'upload', asset, as: asset.name }]
      : bring(undefined)
  }
  switch (stateOf(asset, remote, context)) {
    case 'good':
      return temporary === undefined ? [] : [discard(temporary, 'no longer needed')]
    case 'unproven':
      return [{ kind: 'prove', remote, expected: asset.sha256 }]
    case 'bad': {
      const damage = context.sent.has(remote.id) || context.ours
      if (!damage && !context.replace) return [{ kind: 'conflict', asset, remote }]
      if (damage && !(context.published && context.replace)) return [discard(remote, 'its bytes are wrong')]
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
