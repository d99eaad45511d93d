import { extrasOf } from './marker.ts'
import type { Requirement } from './requirement.ts'

/** The requirements of each list by the extras that their markers ask for. */
const known = new WeakMap<readonly Requirement[], ReadonlyMap<string, readonly Requirement[]>>()

/**
 * The requirements of a distribution whose markers more extras can make true. Extras often ask for one another; to ask
 * every requirement again for each of them takes the square of their number.
 * @param all of the distribution
 * @param added normalised
 */
export function newlyRequired(all: readonly Requirement[], added: Iterable<string>): readonly Requirement[] {
  let byExtra = known.get(all)
  if (byExtra === undefined) {
    const made = new Map<string, Requirement[]>()
    for (const requirement of all) {
      for (const extra of requirement.marker === undefined ? [] : new Set(extrasOf(requirement.marker))) {
        const same = made.get(extra)
        if (same === undefined) made.set(extra, [requirement])
        else same.push(requirement)
      }
    }
    byExtra = made
    known.set(all, made)
  }
  const found = new Set<Requirement>()
  for (const extra of added) for (const requirement of byExtra.get(extra) ?? []) found.add(requirement)
  return [...found]
}
