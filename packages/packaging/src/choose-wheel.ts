import { smallest, type Target } from '@exuvia/model'
import { compatibleTags } from './tags.ts'
import { compareVersions, isPrerelease } from './versions.ts'
import { type WheelFilename, wheelTags } from './wheel-filename.ts'

/**
 * Chooses the best wheel for a target, as installers do: by newest version, then best tag, then
 * highest build tag; undefined if none fits. It chooses a pre-release only if nothing else
 * fits (PEP 440).
 */
export function chooseWheel<T extends WheelFilename>(wheels: readonly T[], target: Target): T | undefined {
  const ranks = tagRanks(target)
  return wheels
    .map((wheel) => ({ wheel, rank: rankOf(wheel, ranks) }))
    .filter((item) => item.rank !== undefined)
    .sort(
      (a, b) =>
        Number(isPrerelease(a.wheel.version)) - Number(isPrerelease(b.wheel.version)) ||
        compareVersions(b.wheel.version, a.wheel.version) ||
        (a.rank ?? 0) - (b.rank ?? 0) ||
        compareBuild(b.wheel.build, a.wheel.build) ||
        (a.wheel.filename < b.wheel.filename ? -1 : 1),
    )[0]?.wheel
}

/** Whether a wheel runs on a target. */
export function fits(wheel: WheelFilename, target: Target): boolean {
  return rankOf(wheel, tagRanks(target)) !== undefined
}

const known = new Map<string, ReadonlyMap<string, number>>()

function tagRanks(target: Target): ReadonlyMap<string, number> {
  const key = `${target.runtime}-${target.platform}`
  let ranks = known.get(key)
  if (ranks === undefined) {
    const tags = compatibleTags(target)
    // If a tag occurs twice, its first rank counts.
    ranks = new Map(tags.map((tag, index): [string, number] => [tag, index]).reverse())
    known.set(key, ranks)
  }
  return ranks
}

function rankOf(wheel: WheelFilename, ranks: ReadonlyMap<string, number>): number | undefined {
  const found = wheelTags(wheel).flatMap((tag) => ranks.get(tag) ?? [])
  return found.length === 0 ? undefined : smallest(found)
}

function compareBuild(a: WheelFilename['build'], b: WheelFilename['build']): number {
  return a[0] - b[0] || (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0)
}
