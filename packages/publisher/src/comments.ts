import { type ExuviaError, usageError } from '@exuvia/model'
import { Failure } from '@exuvia/network'
import { explain } from './explain.ts'
import { isRateLimit, judge } from './failure.ts'
import { type GitHub, ask, askForAll, connect } from './github.ts'
import type { ReleaseLocation } from './options.ts'
import { type RemoteComment, asComment, asLogin, asPull } from './shapes.ts'

/** The pull request, and how to access it. */
export interface PullLocation extends Omit<ReleaseLocation, 'tag'> {
  readonly pull: number
}

/** A pull request as it is now. */
export interface PullRequest {
  readonly number: number
  readonly open: boolean
  /** The commit that it proposes. */
  readonly head: string
  /** `owner/name` of that commit's repository; undefined if the fork is gone. */
  readonly headRepository: string | undefined
}

/** The result for a comment. */
export interface PutComment {
  readonly state: 'created' | 'changed' | 'kept'
  readonly url: string
}

const COMMENTS = '/repos/{owner}/{repo}/issues/{issue_number}/comments'
const COMMENT = '/repos/{owner}/{repo}/issues/comments/{comment_id}'

/**
 * Reads a pull request; undefined if the repository has none with that number.
 * @throws ExuviaError
 */
export async function readPull(location: PullLocation): Promise<PullRequest | undefined> {
  const github = connect(location)
  try {
    return await ask(github, {
      what: `read pull request ${location.pull}`,
      cost: 'read',
      route: 'GET /repos/{owner}/{repo}/pulls/{pull_number}',
      parameters: { pull_number: location.pull },
      shape: asPull,
      repeatable: true,
    })
  } catch (error) {
    if (error instanceof Failure && error.status === 404) return undefined
    throw explainComment(error, github, location)
  }
}

/**
 * Makes exactly one comment contain `body`: updates the one that starts with the marker and was written
 * by the token's owner, creates a missing one, and deletes a second one, which two concurrent runs can
 * leave. After a lost answer, checks before it creates one again.
 * @param marker an invisible line, `<!-- … -->`; `body` follows it
 * @throws ExuviaError: usage `comment-token-rights`; outside
 */
export async function putComment(location: PullLocation, marker: string, body: string): Promise<PutComment> {
  const github = connect(location)
  const text = `${marker}\n${body}`
  try {
    const isOurs = await ownership(github, marker)
    for (let tries = 0; ; tries += 1) {
      const [first, ...more] = (await listComments(github, location.pull)).filter(isOurs)
      if (first !== undefined) {
        for (const comment of more) await deleteComment(github, comment)
        if (first.body === text) return { state: 'kept', url: first.url }
        return { state: 'changed', url: (await updateComment(github, first, text)).url }
      }
      try {
        return { state: 'created', url: (await createComment(github, location.pull, text)).url }
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        const verdict = judge(error, { tries, rateWaits: 0 }, github.serverNow())
        if (!verdict.again) throw error
        await github.clock.sleep(verdict.wait, github.signal)
      }
    }
  } catch (error) {
    throw explainComment(error, github, location)
  }
}

/**
 * Identifies our comments: the marker alone proves nothing, because anyone may copy it. An Actions or
 * app token is not a user and cannot request its own name, but a bot writes its comments.
 */
async function ownership(github: GitHub, marker: string): Promise<(comment: RemoteComment) => boolean> {
  const login = github.token?.startsWith('ghs_') === true ? undefined : await readLogin(github)
  return ({ author, body }) =>
    body.startsWith(`${marker}\n`) &&
    (login === undefined ? author?.bot === true : author?.login.toLowerCase() === login.toLowerCase())
}

function readLogin(github: GitHub): Promise<string> {
  const what = 'ask whose token it is'
  return ask(github, { what, cost: 'read', route: 'GET /user', shape: asLogin, repeatable: true })
}

/** Oldest first. */
function listComments(github: GitHub, pull: number): Promise<RemoteComment[]> {
  return askForAll(github, {
    what: `list the comments on pull request ${pull}`,
    route: `GET ${COMMENTS}`,
    parameters: { issue_number: pull },
    shape: asComment,
  })
}

/** Not retried after a lost answer: the caller checks first. */
function createComment(github: GitHub, pull: number, body: string): Promise<RemoteComment> {
  return ask(github, {
    what: `comment on pull request ${pull}`,
    cost: 'create',
    route: `POST ${COMMENTS}`,
    parameters: { issue_number: pull, body },
    shape: asComment,
    repeatable: false,
  })
}

/** Idempotent, so it may be repeated. */
function updateComment(github: GitHub, comment: RemoteComment, body: string): Promise<RemoteComment> {
  return ask(github, {
    what: 'change the comment',
    cost: 'write',
    route: `PATCH ${COMMENT}`,
    parameters: { comment_id: comment.id, body },
    shape: asComment,
    repeatable: true,
  })
}

/** Succeeds if it no longer exists. */
async function deleteComment(github: GitHub, comment: RemoteComment): Promise<void> {
  try {
    await ask(github, {
      what: 'delete a second comment',
      cost: 'write',
      route: `DELETE ${COMMENT}`,
      parameters: { comment_id: comment.id },
      shape: () => undefined,
      repeatable: true,
    })
  } catch (error) {
    if (!(error instanceof Failure) || error.status !== 404) throw error
  }
}

function explainComment(error: unknown, github: GitHub, location: PullLocation): ExuviaError {
  const isRefused = error instanceof Failure && (error.status === 403 || error.status === 404)
  if (!isRefused || isRateLimit(error)) return explain(error, github, '')
  return usageError('comment-token-rights', { pull: location.pull, answer: error.message })
}
