import { MOST_COUNTS, type ShippingCounts } from '@exuvia/manifest'
import type { ReleaseManifest } from '@exuvia/model'
import { diffShipping } from '@exuvia/policy'
import { shippingOfManifest } from './release-side.ts'

/** Counts what ships otherwise in a release than in an earlier one, by their manifests. Pure. */
export function shippingSince(earlier: ReleaseManifest, now: ReleaseManifest): ShippingCounts {
  const { distributions, targets, unknown } = diffShipping(
    shippingOfManifest(earlier, undefined),
    shippingOfManifest(now, undefined),
  )
  const changes = distributions.flatMap(({ name, state, files }) =>
    files.map((each) => ({
      distribution: name,
      state,
      old: each.old,
      new: each.new,
      files: each.paths.length,
    })),
  )
  return {
    since: earlier.version,
    changes: changes.slice(0, MOST_COUNTS),
    more: Math.max(0, changes.length - MOST_COUNTS),
    targets: {
      added: targets.added.slice(0, MOST_COUNTS),
      removed: targets.removed.slice(0, MOST_COUNTS),
    },
    unknown: [...new Set(unknown.map(({ what }) => what))],
  }
}
