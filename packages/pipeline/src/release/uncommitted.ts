import {
  type Finding,
  type Inventory,
  type ReleaseManifest,
  type Subject,
  type TarballManifest,
  finding,
  firstOf,
  refusal,
} from '@exuvia/model'

/** Names shown before "and N more". */
const SHOWN = 5

/** What names a commit, and the files that the commit does not contain. */
type OfCommit = Pick<Inventory | ReleaseManifest | TarballManifest, 'commit' | 'uncommitted'>

/** The files that a message names. */
function shownFiles(files: readonly string[]): string[] {
  return firstOf(files, SHOWN)
}

/**
 * Refuses a release that names a commit which does not contain what ships, unless somebody gave a reason.
 * @throws refusal `publish-uncommitted`
 */
export function refuseUncommitted({ commit, uncommitted }: OfCommit): void {
  if (commit === undefined || uncommitted === undefined || uncommitted.allowed !== undefined) return
  throw refusal('publish-uncommitted', { commit: commit.slice(0, 12), files: shownFiles(uncommitted.files) })
}

/** Warns that the commit is not all that ships, or notes the reason that somebody gave; publishing refuses the first. */
export function uncommittedFindings({ commit, uncommitted }: OfCommit, subject: Subject): Finding[] {
  if (commit === undefined || uncommitted === undefined) return []
  const { files, allowed } = uncommitted
  const args = { commit: commit.slice(0, 12), files: shownFiles(files) }
  return allowed === undefined
    ? [finding('uncommitted-files', 'warning', subject, args)]
    : [finding('uncommitted-allowed', 'note', subject, { ...args, reason: allowed })]
}
