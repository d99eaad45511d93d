import { lstat, readFile } from 'node:fs/promises'
import path from 'node:path'
import {
  type BudgetLine,
  type CommentData,
  MOST_COMMENT_DATA,
  budgetForComment,
  describeSizes,
  parseCommentData,
  serializeCommentData,
} from '@exuvia/manifest'
import { type Finding, type ReleaseManifest, refusal, usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { statFile } from '../release/folder.ts'
import { replaceText } from '../release/staging.ts'
import { shippingSince } from '../shipping/since.ts'

/** Trusted facts about a pull request: from its event, not from its author. */
export interface PullEvent {
  /** The built commit. */
  readonly head: string
  /** `owner/name` of that commit's repository. */
  readonly headRepository: string
  /** Undefined if the event does not name it, as `workflow_run` for a fork. */
  readonly pull: number | undefined
}

/** The figures of a build for a comment. */
export interface CommentSubject {
  readonly manifest: ReleaseManifest
  /** The last published release, if it is known. */
  readonly previous?: ReleaseManifest | undefined
  readonly findings: readonly Finding[]
  /** What the budget says; empty without one. */
  readonly budget?: readonly BudgetLine[] | undefined
  readonly pull: number
  readonly head: string
}

/** Renders the figures of a build as a file for a job that may comment. */
export async function writeData(file: string, about: CommentSubject, context: RunContext): Promise<void> {
  const { manifest, previous, findings, budget = [], pull, head } = about
  const count = (severity: string): number => findings.filter((item) => item.severity === severity).length
  const data: CommentData = {
    schema: 'exuvia.comment/1',
    pull,
    head,
    sizes: describeSizes(manifest),
    findings: { error: count('error'), warning: count('warning'), note: count('note') },
    ...(budget.length === 0 ? {} : { budget: budgetForComment(budget) }),
    ...(previous === undefined ? {} : { shipping: shippingSince(previous, manifest) }),
  }
  await replaceText(path.resolve(context.cwd, file), serializeCommentData(data))
}

/**
 * Reads the untrusted data of a job without permissions, and compares them with the event.
 * @throws refusal `comment-data-invalid`, `comment-data-foreign`
 */
export async function readOwnData(
  given: string,
  event: PullEvent,
  context: RunContext,
): Promise<CommentData> {
  const data = await readData(given, context)
  if (data.head !== event.head || (event.pull !== undefined && data.pull !== event.pull)) {
    throw foreign(`they are for ${data.head} on #${data.pull}, and this run is for ${event.head}`)
  }
  return data
}

async function readData(given: string, context: RunContext): Promise<CommentData> {
  const file = path.resolve(context.cwd, given)
  const { size, isFolder } = await statFile(file)
  if (isFolder) {
    throw usageError('comment-data-folder', { file: given })
  }
  // A stranger's link could lead anywhere, and a device or pipe has no size and no end.
  if (!(await lstat(file)).isFile()) {
    throw refusal('comment-data-not-a-file', { file: given, limit: MOST_COMMENT_DATA })
  }
  if (size > MOST_COMMENT_DATA) {
    throw refusal('comment-data-too-large', { file: given, size, limit: MOST_COMMENT_DATA })
  }
  return parseCommentData(await readFile(file, 'utf8'), given)
}

/** The data belong to another run. */
export function foreign(why: string): Error {
  return refusal('comment-data-foreign', { reason: why })
}
