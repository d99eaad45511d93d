import { lstat, readFile } from 'node:fs/promises'
import path from 'node:path'
import {
  type CommentData,
  MOST_COMMENT_DATA,
  describeSizes,
  parseCommentData,
  renderComment,
  serializeCommentData,
} from '@exuvia/manifest'
import { type Finding, type ReleaseManifest, refusal, usageError } from '@exuvia/model'
import { type PullLocation, putComment, readPull } from '@exuvia/publisher'
import type { RunContext } from '../context.ts'
import { tokenOf } from '../publication/access.ts'
import { replaceFile } from '../release/staging.ts'
import { statFile } from '../release/folder.ts'

/** What is certain of a pull request: its event says so, and not who opened it. */
export interface PullEvent {
  /** The commit that was built. */
  readonly head: string
  /** `owner/name` of where that commit lies. */
  readonly headRepository: string
  /** Undefined where the event does not name it, as `workflow_run` for a fork. */
  readonly pull: number | undefined
}

export interface CommentOptions {
  /** The file with the data. Whoever opened the pull request may have written it. */
  readonly data: string
  /** `owner/name` of where the pull request is. */
  readonly repository: string
  readonly event: PullEvent
  /** Tells the comments of several projects in one repository apart. */
  readonly project: string
  /** The release to say the change since. */
  readonly previous: (name: string) => Promise<ReleaseManifest | undefined>
}

/** What became of the comment; `outdated` where the pull request has a newer commit by now. */
export interface CommentReport {
  readonly state: 'created' | 'changed' | 'kept' | 'outdated'
  readonly pull: number
  readonly url: string | undefined
}

/** Writes what `commentOnPull` reads: figures of this build, for a job that may comment. */
export async function writeCommentData(
  file: string,
  about: {
    readonly manifest: ReleaseManifest
    readonly findings: readonly Finding[]
    readonly pull: number
    readonly head: string
  },
  context: RunContext,
): Promise<void> {
  const { manifest, findings, pull, head } = about
  const count = (severity: string): number => findings.filter((item) => item.severity === severity).length
  const data: CommentData = {
    schema: 'exuvia.comment/1',
    pull,
    head,
    sizes: describeSizes(manifest),
    findings: { error: count('error'), warning: count('warning'), note: count('note') },
  }
  await replaceFile(path.resolve(context.cwd, file), serializeCommentData(data))
}

/**
 * Says on a pull request how large it makes the release, in the one comment that is ours.
 * The data come from a job without rights, so from a stranger. They name the pull request,
 * and GitHub is asked whether it proposes the very commit that the event is for; else anybody
 * could have a comment put on any pull request.
 * @throws refusal `comment-data-invalid`, `comment-data-foreign`; usage error `no-token`; and as `putComment`
 */
export async function commentOnPull(options: CommentOptions, context: RunContext): Promise<CommentReport> {
  const { event, repository } = options
  const data = await readData(options.data, context)
  if (data.head !== event.head || (event.pull !== undefined && data.pull !== event.pull)) {
    throw foreign(`they are for ${data.head} on #${data.pull}, and this run is for ${event.head}`)
  }
  const apiUrl = context.env['GITHUB_API_URL']
  const location: PullLocation = {
    repository,
    pull: data.pull,
    token: tokenOf(context),
    signal: context.signal,
    ...(apiUrl === undefined ? {} : { apiUrl }),
  }
  const pull = await readPull(location)
  if (pull === undefined) throw foreign(`${repository} has no pull request #${data.pull}`)
  if (pull.headRepository?.toLowerCase() !== event.headRepository.toLowerCase()) {
    throw foreign(`#${data.pull} does not come from ${event.headRepository}`)
  }
  // A commit was pushed since: its own run comments, and this one would overwrite it with old figures.
  if (pull.head !== event.head) return { state: 'outdated', pull: pull.number, url: undefined }
  const previous = await options.previous(data.sizes.name)
  const body = renderComment(data, previous === undefined ? undefined : describeSizes(previous))
  const { state, url } = await putComment(location, markerOf(options.project), body)
  return { state, pull: pull.number, url }
}

/** A line that nobody sees, by which the comment is found again. The project is the trusted side's word. */
function markerOf(project: string): string {
  const name = path.posix.normalize(project.replaceAll('\\', '/')).replace(/(?<=.)\/$/, '')
  return `<!-- exuvia sizes of ${encodeURIComponent(name)} -->`
}

async function readData(given: string, context: RunContext): Promise<CommentData> {
  const file = path.resolve(context.cwd, given)
  const { size, isFolder } = await statFile(file)
  if (isFolder) {
    throw usageError('comment-data-folder', `${given} is a folder, and comment data are a file`, {
      hint: 'name the file in it',
    })
  }
  const expected = `comment data are a regular file of at most ${MOST_COMMENT_DATA} bytes`
  // A stranger's link could lead anywhere, and a device or pipe has no size and no end.
  if (!(await lstat(file)).isFile()) {
    throw refusal('comment-data-invalid', `${given} is a link or device, and ${expected}`)
  }
  if (size > MOST_COMMENT_DATA) {
    throw refusal('comment-data-invalid', `${given} has ${size} bytes, and ${expected}`)
  }
  return parseCommentData(await readFile(file, 'utf8'), given)
}

function foreign(why: string): Error {
  return refusal('comment-data-foreign', `the comment data are not this run's: ${why}`, {
    hint: 'nothing was said on the pull request; give the data that the run of this event made',
  })
}
