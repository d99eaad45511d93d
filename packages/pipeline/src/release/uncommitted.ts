import { type Inventory, type ReleaseManifest, firstOf, refusal } from '@exuvia/model'

/** Names shown before "and N more". */
const SHOWN = 5

/** The files that a message names. */
export function shownFiles(files: readonly string[]): string[] {
  return firstOf(files, SHOWN)
}

/**
 * Refuses a release that names a commit which does not contain what ships, unless somebody gave a reason.
 * @throws refusal `publish-uncommitted`
 */
export function refuseUncommitted({
  commit,
  uncommitted,
}: Pick<ReleaseManifest | Inventory, 'commit' | 'uncommitted'>): void {
  if (commit === undefined || uncommitted === undefined || uncommitted.allowed !== undefined) return
  throw refusal('publish-uncommitted', { commit: commit.slice(0, 12), files: shownFiles(uncommitted.files) })
}
