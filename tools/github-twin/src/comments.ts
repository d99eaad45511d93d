import { type ApiError, PAGES, notFound, plain, validationFailed } from './errors.ts'
import { type Answer, type Call, idOf, loginOf, paginate, pullsWritable, repositoryOf } from './handler.ts'
import { renderComment, renderPull } from './render-pull.ts'
import { checkBody, readJsonBody } from './request-body.ts'
import type { CommentRecord, PullRecord, RepositoryRecord } from './world.ts'

const MAX_COMMENT = 65_536

export function getPull(call: Call): Answer {
  const repository = repositoryOf(call)
  const pull = pullOf(call, repository, 'pull_number', PAGES.pull)
  return { status: 200, body: renderPull(call.world, repository, pull) }
}

/** Oldest first. */
export function listComments(call: Call): Answer {
  const repository = repositoryOf(call)
  const pull = pullOf(call, repository, 'issue_number', PAGES.comments)
  const { page, headers } = paginate(call, pull.comments)
  return {
    status: 200,
    headers,
    body: page.map((comment) => renderComment(call.world, repository, pull, comment)),
  }
}

export async function createComment(call: Call): Promise<Answer> {
  const repository = pullsWritable(call, PAGES.createComment)
  const body = await bodyOf(call, 'POST', PAGES.createComment)
  const pull = pullOf(call, repository, 'issue_number', PAGES.createComment)
  const now = call.world.clock.now()
  const comment: CommentRecord = {
    id: call.world.nextId(),
    author: loginOf(call.caller),
    body,
    createdAt: now,
    updatedAt: now,
  }
  pull.comments.push(comment)
  call.world.changed()
  return { status: 201, body: renderComment(call.world, repository, pull, comment) }
}

/** Changes a comment. As on GitHub, write permission covers every user's comments. */
export async function updateComment(call: Call): Promise<Answer> {
  const repository = pullsWritable(call, PAGES.updateComment)
  const body = await bodyOf(call, 'PATCH', PAGES.updateComment)
  const { pull, comment } = findComment(call, repository, PAGES.updateComment)
  comment.body = body
  comment.updatedAt = call.world.clock.now()
  call.world.changed()
  return { status: 200, body: renderComment(call.world, repository, pull, comment) }
}

export function deleteComment(call: Call): Answer {
  const repository = pullsWritable(call, PAGES.deleteComment)
  const { pull, comment } = findComment(call, repository, PAGES.deleteComment)
  pull.comments = pull.comments.filter((each) => each !== comment)
  call.world.changed()
  return { status: 204 }
}

function pullOf(call: Call, repository: RepositoryRecord, parameter: string, page: string): PullRecord {
  const pull = repository.pulls.get(idOf(call, parameter))
  if (pull === undefined) throw notFound(page)
  return pull
}

function findComment(
  call: Call,
  repository: RepositoryRecord,
  page: string,
): { pull: PullRecord; comment: CommentRecord } {
  const id = idOf(call, 'comment_id')
  for (const pull of repository.pulls.values()) {
    const comment = pull.comments.find((each) => each.id === id)
    if (comment !== undefined) return { pull, comment }
  }
  throw notFound(page)
}

async function bodyOf(call: Call, method: string, page: string): Promise<string> {
  const fields = await readJsonBody(call.body)
  checkBody(method, call.template, page, fields)
  const body = String(fields['body'])
  if (body.trim() === '') throw wrongBody(page, 'missing_field', undefined)
  if (body.length > MAX_COMMENT) {
    throw wrongBody(page, 'custom', `body is too long (maximum is ${MAX_COMMENT} characters)`)
  }
  if (body.includes('\0')) throw plain(422, 'Validation Failed', page)
  return body
}

function wrongBody(page: string, code: 'missing_field' | 'custom', message: string | undefined): ApiError {
  const about = { resource: 'IssueComment', code, field: 'body' } as const
  return validationFailed(page, message === undefined ? about : { ...about, message })
}
