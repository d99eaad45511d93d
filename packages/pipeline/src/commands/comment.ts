import { describeSizes, renderComment } from '@exuvia/manifest'
import type { ReleaseManifest } from '@exuvia/model'
import { putComment } from '@exuvia/publisher'
import { type CommentSubject, type PullEvent, readOwnData, writeData } from '../comment/data.ts'
import { locatePull, markerOf, readOwnPull } from '../comment/location.ts'
import type { RunContext } from '../context.ts'

export interface CommentOptions {
  /** The file with the data. The author of the pull request may have written it. */
  readonly data: string
  /** `owner/name` of the pull request's repository. */
  readonly repository: string
  readonly event: PullEvent
  /** Distinguishes the comments of several projects in one repository. */
  readonly project: string
  /** The release to compare with. */
  readonly previous: (name: string) => Promise<ReleaseManifest | undefined>
}

/** The result for the comment; `outdated` if the pull request has a newer commit. */
export interface CommentReport {
  readonly state: 'created' | 'changed' | 'kept' | 'outdated'
  readonly pull: number
  readonly url: string | undefined
}

/** Writes the file that `commentOnPull` reads: figures of this build, for a job that may comment. */
export async function writeCommentData(
  file: string,
  about: CommentSubject,
  context: RunContext,
): Promise<void> {
  await writeData(file, about, context)
}

/**
 * Reports on a pull request how it changes the release's size, in Exuvia's one comment.
 * The data come from a job without permissions, so they are untrusted. They name the pull
 * request; GitHub confirms that it proposes the event's commit, because otherwise anyone
 * could make Exuvia comment on any pull request.
 * @throws refusal `comment-data-invalid`, `comment-data-foreign`; usage error `no-token`; and as `putComment`
 */
export async function commentOnPull(options: CommentOptions, context: RunContext): Promise<CommentReport> {
  const { event, repository } = options
  const data = await readOwnData(options.data, event, context)
  const location = locatePull(repository, data.pull, context)
  const pull = await readOwnPull(location, event)
  // A commit was pushed since: its own run comments, and this one would overwrite it with old figures.
  if (pull.head !== event.head) return { state: 'outdated', pull: pull.number, url: undefined }
  const previous = await options.previous(data.sizes.name)
  const body = renderComment(data, previous === undefined ? undefined : describeSizes(previous))
  const { state, url } = await putComment(location, markerOf(options.project), body)
  return { state, pull: pull.number, url }
}
