import { createHash } from 'node:crypto'
import { PAGES, notFound, plain } from './errors.ts'
import { type Answer, type Call, refuseWorkflows, repositoryOf, writableRepository } from './handler.ts'
import { isTagName } from './names.ts'
import { repositoryUrl } from './render.ts'
import { checkBody, readJsonBody } from './request-body.ts'
import { type RepositoryRecord, knowsCommit, resolveCommit } from './world.ts'

export function getRef(call: Call): Answer {
  const repository = repositoryOf(call)
  const ref = call.params['ref'] ?? ''
  const sha = /^(tags|heads)\//.test(ref) ? resolveCommit(repository, ref) : undefined
  if (sha === undefined) throw notFound(PAGES.getRef)
  return { status: 200, body: renderRef(call, repository, ref, sha) }
}

/** Creates a tag, never a branch: the twin has one branch, and no request commits to it. */
export async function createRef(call: Call): Promise<Answer> {
  const repository = writableRepository(call, PAGES.createRef)
  const body = await readJsonBody(call.body)
  checkBody('POST', call.template, PAGES.createRef, body)
  const [ref, sha] = [String(body['ref']), String(body['sha'])]
  const tag = /^refs\/tags\/(.+)$/.exec(ref)?.[1]
  if (tag === undefined || !isTagName(tag)) {
    throw plain(422, `${ref} is not a valid ref name.`, PAGES.createRef)
  }
  if (!knowsCommit(repository, sha)) throw plain(422, 'Object does not exist', PAGES.createRef)
  if (repository.tags.has(tag)) throw plain(422, 'Reference already exists', PAGES.createRef)
  refuseWorkflows(call, repository, sha, PAGES.createRef)
  repository.tags.set(tag, sha)
  call.world.changed()
  return { status: 201, body: renderRef(call, repository, `tags/${tag}`, sha) }
}

/** Moves a tag. No commit of the twin is an ancestor of another, so only `force` moves a tag. */
export async function updateRef(call: Call): Promise<Answer> {
  const repository = writableRepository(call, PAGES.updateRef)
  const body = await readJsonBody(call.body)
  checkBody('PATCH', call.template, PAGES.updateRef, body)
  const tag = tagOf(call, repository, PAGES.updateRef)
  const sha = String(body['sha'])
  if (!knowsCommit(repository, sha)) throw plain(422, 'Object does not exist', PAGES.updateRef)
  if (repository.tags.get(tag) !== sha) {
    refuseProtected(repository, tag, 'update', PAGES.updateRef)
    refuseWorkflows(call, repository, sha, PAGES.updateRef)
    if (body['force'] !== true) throw plain(422, 'Update is not a fast forward', PAGES.updateRef)
    repository.tags.set(tag, sha)
    call.world.changed()
  }
  return { status: 200, body: renderRef(call, repository, `tags/${tag}`, sha) }
}

/** Deletes a tag. Its published release becomes a draft. */
export function deleteRef(call: Call): Answer {
  const repository = writableRepository(call, PAGES.deleteRef)
  const tag = tagOf(call, repository, PAGES.deleteRef)
  refuseProtected(repository, tag, 'delete', PAGES.deleteRef)
  repository.tags.delete(tag)
  for (const release of repository.releases) if (release.tag === tag) release.draft = true
  call.world.changed()
  return { status: 204 }
}

function tagOf(call: Call, repository: RepositoryRecord, page: string): string {
  const tag = /^tags\/(.+)$/.exec(call.params['ref'] ?? '')?.[1]
  if (tag === undefined || !repository.tags.has(tag)) throw plain(422, 'Reference does not exist', page)
  return tag
}

/** Refuses to change a tag that a ruleset or an immutable release protects. */
function refuseProtected(
  repository: RepositoryRecord,
  tag: string,
  what: 'update' | 'delete',
  page: string,
): void {
  if (!repository.protectedTags.has(tag) && !repository.lockedTags.has(tag)) return
  throw plain(422, `Repository rule violations found\n\nCannot ${what} this protected ref.\n\n`, page)
}

function renderRef(
  call: Call,
  repository: RepositoryRecord,
  ref: string,
  sha: string,
): Record<string, unknown> {
  const url = repositoryUrl(call.world, repository)
  const isAnnotated = repository.annotatedTags.has(ref.replace(/^tags\//, ''))
  const object = isAnnotated ? createHash('sha1').update(`tag ${ref} ${sha}`).digest('hex') : sha
  const type = isAnnotated ? 'tag' : 'commit'
  return {
    ref: `refs/${ref}`,
    node_id: `REF_${object.slice(0, 12)}`,
    url: `${url}/git/refs/${ref}`,
    object: { sha: object, type, url: `${url}/git/${type}s/${object}` },
  }
}
