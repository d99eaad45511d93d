import { smallest } from '@exuvia/model'
import { isListing } from './listing.ts'
import { MAX_ASSETS } from './offline.ts'
import type { Step } from './plan-assets.ts'

/**
 * The order of a replacement; each step begins when the previous one is complete:
 * 1. upload the list of the new build under its temporary name: from here on every run, whatever it
 *    publishes, knows which files are ours;
 * 2. upload and verify all new bytes, while the old release stays untouched;
 * 3. give the new files their names, each after deleting the old one of that name;
 * 4. delete files that only the earlier builds had, and leftovers of interrupted runs under temporary
 *    names: until here they may have been the only copy;
 * 5. give the list its name, and delete the lists of deleted builds.
 */
function partOf(step: Step): 1 | 2 | 3 | 4 | 5 {
  switch (step.kind) {
    case 'conflict':
      return 1
    case 'upload':
      return isListing(step.as) ? 1 : 2
    case 'settle':
      return isListing(step.remote.name) ? 5 : 3
    case 'prune':
      return 4
    case 'remove':
    case 'remove-starter':
      if (step.isStale !== true) return 2
      return isListing(step.remote.name) ? 5 : 4
    default:
      return 2
  }
}

/** The steps that may be done now. @param present how many assets the release has */
export function inOrder(steps: readonly Step[], present: number): Step[] {
  const first = smallest(steps.map(partOf))
  const now = steps.filter((step) => partOf(step) === first)
  const uploads = now.filter((step) => step.kind === 'upload')
  const room = Math.max(MAX_ASSETS - present, 0)
  if (uploads.length <= room) return now
  // Both builds do not fit at once: upload as many as fit, then finished ones make room for the next.
  const others = now.filter((step) => step.kind !== 'upload')
  const fitting = [...others, ...uploads.slice(0, room)]
  if (fitting.length > 0) return fitting
  const settling = steps.filter((step) => partOf(step) === 3)
  const pruning = steps.filter((step) => partOf(step) === 4)
  return settling.length > 0 ? settling : pruning.length > 0 ? pruning : now
}
