import { PAGES, notFound, validationFailed, type FieldError } from './errors.ts'
import {
  type Answer,
  type Call,
  idOf,
  loginOf,
  mayWrite,
  paginate,
  refuseWorkflows,
  repositoryOf,
  writableRepository,
} from './handler.ts'
import { isTagName } from './names.ts'
import { renderRelease } from './render.ts'
import { type Body, checkBody, readJsonBody } from './request-body.ts'
import {
  type ReleaseRecord,
  type RepositoryRecord,
  type World,
  latestRelease,
  newer,
  resolveCommit,
} from './world.ts'

const MAX_BODY = 125_000

export function listReleases(call: Call): Answer {
  const repository = repositoryOf(call)
  const now = call.world.clock.now()
  const visible = repository.releases
    .filter((release) => !release.draft || (mayWrite(call.caller) && now >= release.listedFrom))
    .toSorted((a, b) => b.createdAt - a.createdAt || b.id - a.id)
  const { page, headers } = paginate(call, visible)
  return { status: 200, headers, body: page.map((release) => renderRelease(call.world, repository, release)) }
}

export function getRelease(call: Call): Answer {
  const repository = repositoryOf(call)
  return { status: 200, body: renderRelease(call.world, repository, visibleRelease(call, repository)) }
}

/** Never answers a draft, for any caller. */
export function getReleaseByTag(call: Call): Answer {
  const repository = repositoryOf(call)
  const release = repository.releases.find((each) => !each.draft && each.tag === call.params['tag'])
  if (release === undefined) throw notFound('/releases/releases#get-a-release-by-tag-name')
  return { status: 200, body: renderRelease(call.world, repository, release) }
}

export function getLatestRelease(call: Call): Answer {
  const repository = repositoryOf(call)
  const release = latestRelease(repository)
  if (release === undefined) throw notFound('/releases/releases#get-the-latest-release')
  return { status: 200, body: renderRelease(call.world, repository, release) }
}

/** An empty draft that no repository has yet. */
export function newDraft(world: World, tag: string, author: string): ReleaseRecord {
  const now = world.clock.now()
  return {
    id: world.nextId(),
    tag,
    commitish: 'main',
    name: null,
    body: null,
    draft: true,
    prerelease: false,
    immutable: false,
    createdAt: now,
    updatedAt: now,
    publishedAt: undefined,
    discussion: undefined,
    author,
    listedFrom: now + world.lag.list,
    assets: [],
  }
}

export async function createRelease(call: Call): Promise<Answer> {
  const repository = writableRepository(call, PAGES.create)
  const body = await readJsonBody(call.body)
  checkBody('POST', call.template, PAGES.create, body)
  const release: ReleaseRecord = {
    ...newDraft(call.world, text(body, 'tag_name') ?? '', loginOf(call.caller)),
    commitish: text(body, 'target_commitish') ?? repository.defaultBranch,
    name: text(body, 'name') ?? null,
    body: text(body, 'body') ?? null,
    prerelease: body['prerelease'] === true,
  }
  const draft = body['draft'] === true
  if (body['generate_release_notes'] === true) {
    release.name ??= release.tag
    release.body = [release.body, notesText(call, repository, release.tag, undefined)]
      .filter(Boolean)
      .join('\n\n')
  }
  refuseWorkflows(call, repository, resolveCommit(repository, release.commitish), PAGES.create)
  refuseBadRelease(repository, release, draft, text(body, 'make_latest'), PAGES.create)
  const discussion = discussionOf(repository, body, PAGES.create)
  repository.releases.push(release)
  if (!draft) publish(call, repository, release, text(body, 'make_latest'))
  if (!draft) release.discussion = discussion
  call.world.changed()
  return {
    status: 201,
    headers: {
      location: `${call.world.urls.api}/repos/${repository.owner}/${repository.name}/releases/${release.id}`,
    },
    body: renderRelease(call.world, repository, release),
  }
}

export async function updateRelease(call: Call): Promise<Answer> {
  const repository = writableRepository(call, PAGES.update)
  const body = await readJsonBody(call.body)
  checkBody('PATCH', call.template, PAGES.update, body)
  const release = visibleRelease(call, repository)
  const next: ReleaseRecord = {
    ...release,
    tag: text(body, 'tag_name') ?? release.tag,
    commitish: text(body, 'target_commitish') ?? release.commitish,
    name: text(body, 'name') ?? release.name,
    body: text(body, 'body') ?? release.body,
    prerelease: typeof body['prerelease'] === 'boolean' ? body['prerelease'] : release.prerelease,
  }
  const draft = typeof body['draft'] === 'boolean' ? body['draft'] : release.draft
  if (release.immutable && (next.tag !== release.tag || draft)) {
    throw validationFailed(PAGES.update, {
      resource: 'Release',
      code: 'custom',
      message: 'Cannot change the tag or draft state of an immutable release.',
    })
  }
  refuseWorkflows(call, repository, resolveCommit(repository, next.commitish), PAGES.update)
  refuseBadRelease(repository, next, draft, text(body, 'make_latest'), PAGES.update)
  const discussion = discussionOf(repository, body, PAGES.update)
  const publishing = release.draft && !draft
  const { tag, commitish, name, prerelease } = next
  Object.assign(release, {
    tag,
    commitish,
    name,
    body: next.body,
    prerelease,
    updatedAt: call.world.clock.now(),
  })
  if (!draft) release.discussion ??= discussion
  if (publishing) publish(call, repository, release, text(body, 'make_latest'))
  else if (draft) release.draft = true
  else markLatest(repository, release, text(body, 'make_latest'))
  call.world.changed()
  return { status: 200, body: renderRelease(call.world, repository, release) }
}

export async function deleteRelease(call: Call): Promise<Answer> {
  const repository = writableRepository(call, PAGES.remove)
  const release = visibleRelease(call, repository)
  repository.releases = repository.releases.filter((each) => each !== release)
  for (const asset of release.assets) await call.world.blobs.remove(asset.blob)
  release.assets = []
  call.world.changed()
  return { status: 204 }
}

export async function generateNotes(call: Call): Promise<Answer> {
  const repository = writableRepository(call, PAGES.notes)
  const body = await readJsonBody(call.body)
  checkBody('POST', call.template, PAGES.notes, body)
  const tag = text(body, 'tag_name') ?? ''
  const previous = text(body, 'previous_tag_name')
  const commitish = text(body, 'target_commitish') ?? repository.defaultBranch
  if (!repository.tags.has(tag) && resolveCommit(repository, commitish) === undefined) {
    throw validationFailed(PAGES.notes, {
      resource: 'Release',
      code: 'custom',
      field: 'target_commitish',
      message: `Invalid target_commitish parameter`,
    })
  }
  if (previous !== undefined && !repository.tags.has(previous)) {
    throw validationFailed(PAGES.notes, {
      resource: 'Release',
      code: 'custom',
      field: 'previous_tag',
      message: `Invalid previous_tag parameter`,
    })
  }
  return { status: 200, body: { name: tag, body: notesText(call, repository, tag, previous) } }
}

/** The release of the path; drafts only for callers with write permission. */
export function visibleRelease(call: Call, repository: RepositoryRecord): ReleaseRecord {
  const id = idOf(call, 'release_id')
  const release = repository.releases.find((each) => each.id === id)
  if (release === undefined || (release.draft && !mayWrite(call.caller))) throw notFound(PAGES.release)
  return release
}

function refuseBadRelease(
  repository: RepositoryRecord,
  release: ReleaseRecord,
  draft: boolean,
  makeLatest: string | undefined,
  page: string,
): void {
  const errors: FieldError[] = []
  const custom = (message: string, field?: string): void => {
    errors.push({ resource: 'Release', code: 'custom', ...(field === undefined ? {} : { field }), message })
  }
  if (release.body !== null && Array.from(release.body).length > MAX_BODY) {
    custom(`body is too long (maximum is ${MAX_BODY} characters)`, 'body')
  }
  if (makeLatest === 'true' && (draft || release.prerelease)) {
    custom('Latest release cannot be draft or prerelease.')
  }
  if (!draft) {
    const other = repository.releases.find(
      (each) => !each.draft && each.tag === release.tag && each.id !== release.id,
    )
    if (other !== undefined) errors.push({ resource: 'Release', code: 'already_exists', field: 'tag_name' })
    if (repository.lockedTags.has(release.tag) && !release.immutable) {
      custom('tag_name was used by an immutable release', 'tag_name')
    }
    if (!isTagName(release.tag)) {
      errors.push({
        resource: 'Release',
        code: 'custom',
        field: 'tag_name',
        message: 'tag_name is not a valid tag',
      })
      custom('Published releases must have a valid tag')
    } else if (
      !repository.tags.has(release.tag) &&
      resolveCommit(repository, release.commitish) === undefined
    ) {
      errors.push({ resource: 'Release', code: 'invalid', field: 'target_commitish' })
    }
  }
  if (errors.length > 0) throw validationFailed(page, ...errors)
}

/** Publishes a release. It creates a missing tag; `target_commitish` counts only then. */
/** @throws 404 for an unknown category, as GitHub's description of the API says */
function discussionOf(
  repository: RepositoryRecord,
  body: Readonly<Record<string, unknown>>,
  page: string,
): string | undefined {
  const category = text(body, 'discussion_category_name')
  if (category !== undefined && !repository.discussionCategories.has(category)) throw notFound(page)
  return category
}

function publish(
  call: Call,
  repository: RepositoryRecord,
  release: ReleaseRecord,
  makeLatest: string | undefined,
): void {
  if (!repository.tags.has(release.tag)) {
    repository.tags.set(release.tag, resolveCommit(repository, release.commitish) ?? repository.head)
  }
  release.draft = false
  release.publishedAt = call.world.clock.now()
  if (repository.immutableReleases) {
    release.immutable = true
    repository.lockedTags.add(release.tag)
  }
  markLatest(repository, release, makeLatest ?? 'true')
}

function markLatest(
  repository: RepositoryRecord,
  release: ReleaseRecord,
  makeLatest: string | undefined,
): void {
  if (release.prerelease || makeLatest === undefined) return
  if (makeLatest === 'true') repository.latest = release.id
  // Fixed at this moment, so that the release does not become the latest by default later.
  if (makeLatest === 'false') repository.latest ??= previousLatest(repository, release)
  if (makeLatest === 'legacy') {
    const best = repository.releases
      .filter((each) => !each.draft && !each.prerelease)
      .reduce((a, b) => (newer(b, a) ? b : a), release)
    repository.latest = best.id
  }
}

function previousLatest(repository: RepositoryRecord, except: ReleaseRecord): number | undefined {
  return latestRelease({ ...repository, releases: repository.releases.filter((each) => each !== except) })?.id
}

function notesText(
  { world }: Call,
  repository: RepositoryRecord,
  tag: string,
  previous: string | undefined,
): string {
  const path = `${world.urls.web}/${repository.owner}/${repository.name}`
  return previous === undefined
    ? `**Full Changelog**: ${path}/commits/${tag}`
    : `**Full Changelog**: ${path}/compare/${previous}...${tag}`
}

function text(body: Body, key: string): string | undefined {
  const value = body[key]
  return typeof value === 'string' ? value : undefined
}
