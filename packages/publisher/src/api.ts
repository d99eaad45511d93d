import { Failure } from '@exuvia/network'
import { type GitHub, ask, askForAll } from './github.ts'
import {
  type RemoteRelease,
  type RemoteRepository,
  asCommit,
  asEnabled,
  asNotes,
  asRelease,
  asRemaining,
  asRepository,
} from './shapes.ts'

export const RELEASES = '/repos/{owner}/{repo}/releases'
/** For unread answers. */
export const nothing = (): void => undefined

export async function getRepository(github: GitHub): Promise<RemoteRepository> {
  const route = 'GET /repos/{owner}/{repo}'
  return ask(github, {
    what: 'read the repository',
    cost: 'read',
    route,
    shape: asRepository,
    repeatable: true,
  })
}

/** Published releases, and drafts if the token may write; newest first. */
export async function listReleases(github: GitHub): Promise<RemoteRelease[]> {
  return askForAll(github, { what: 'list the releases', route: `GET ${RELEASES}`, shape: asRelease })
}

/** GitHub's notes about the pull requests since another tag. Stores nothing. */
export async function generateReleaseNotes(
  github: GitHub,
  fields: Readonly<Record<string, unknown>>,
): Promise<string> {
  return ask(github, {
    what: 'generate the notes',
    // GitHub counts every POST as a write.
    cost: 'write',
    route: `POST ${RELEASES}/generate-notes`,
    parameters: fields,
    shape: asNotes,
    repeatable: true,
  })
}

/** Never returns a draft. */
export async function getReleaseByTag(github: GitHub, tag: string): Promise<RemoteRelease | undefined> {
  return orMissing(
    ask(github, {
      what: `read the release of ${tag}`,
      cost: 'read',
      route: `GET ${RELEASES}/tags/{tag}`,
      parameters: { tag },
      shape: asRelease,
      repeatable: true,
    }),
  )
}

export async function getRelease(github: GitHub, id: number): Promise<RemoteRelease | undefined> {
  return orMissing(
    ask(github, {
      what: 'read the release',
      cost: 'read',
      route: `GET ${RELEASES}/{release_id}`,
      parameters: { release_id: id },
      shape: asRelease,
      repeatable: true,
    }),
  )
}

/** Not retried after a lost answer: the caller checks first. */
export async function createRelease(
  github: GitHub,
  fields: Readonly<Record<string, unknown>>,
): Promise<RemoteRelease> {
  const [what, route] = ['create the draft', `POST ${RELEASES}`]
  return ask(github, { what, cost: 'create', route, parameters: fields, shape: asRelease, repeatable: false })
}

/** Not retried after a lost answer: the caller checks first. */
export async function updateRelease(
  github: GitHub,
  id: number,
  fields: Readonly<Record<string, unknown>>,
): Promise<RemoteRelease> {
  return ask(github, {
    what: fields['draft'] === false ? 'publish the release' : 'change the release',
    cost: 'write',
    route: `PATCH ${RELEASES}/{release_id}`,
    parameters: { release_id: id, ...fields },
    shape: asRelease,
    repeatable: false,
  })
}

/** Succeeds if it no longer exists. */
export async function deleteRelease(github: GitHub, id: number): Promise<void> {
  const route = `DELETE ${RELEASES}/{release_id}`
  const parameters = { release_id: id }
  await orMissing(
    ask(github, {
      what: 'delete a second draft',
      cost: 'write',
      route,
      parameters,
      shape: nothing,
      repeatable: true,
    }),
  )
}

/** The rate limit, at no cost to it; undefined if the server has none. */
export async function getRemaining(github: GitHub): Promise<number | undefined> {
  return orMissing(
    ask(github, {
      what: 'read the rate limit',
      cost: 'read',
      route: 'GET /rate_limit',
      shape: asRemaining,
      repeatable: true,
    }),
  )
}

/** The id of the release that `latest` leads to, or undefined. */
export async function getLatest(github: GitHub): Promise<number | undefined> {
  const route = `GET ${RELEASES}/latest`
  const what = 'read the latest release'
  const latest = await orMissing(
    ask(github, { what, cost: 'read', route, shape: asRelease, repeatable: true }),
  )
  return latest?.id
}

/** Whether the repository makes its releases immutable; only admins can read it. */
export async function getImmutableReleases(github: GitHub): Promise<boolean> {
  const route = 'GET /repos/{owner}/{repo}/immutable-releases'
  const what = 'read whether releases are immutable'
  return (
    (await orMissing(ask(github, { what, cost: 'read', route, shape: asEnabled, repeatable: true }))) ?? false
  )
}

/**
 * Checks whether the token may write contents by requesting generated notes, which needs the same
 * permission and stores nothing. Undefined if the answer is inconclusive.
 */
export async function mayWriteContents(github: GitHub, tag: string): Promise<boolean | undefined> {
  try {
    await ask(github, {
      what: 'ask for write permission',
      cost: 'create',
      route: `POST ${RELEASES}/generate-notes`,
      parameters: { tag_name: tag },
      shape: nothing,
      repeatable: true,
    })
    return true
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return error.status === 403 && /not accessible/i.test(error.message) ? false : undefined
  }
}

/** Moves a tag. Idempotent, so it may be repeated. */
export async function updateTag(github: GitHub, tag: string, commit: string): Promise<void> {
  await ask(github, {
    what: `move the tag ${tag}`,
    cost: 'write',
    route: 'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
    parameters: { ref: `tags/${tag}`, sha: commit, force: true },
    shape: nothing,
    repeatable: true,
  })
}

/** Resolves a ref (`tags/v1`) or a commit's name to a commit, or undefined. */
export async function getCommit(github: GitHub, ref: string): Promise<string | undefined> {
  return orMissing(lookUp(github, ref), 404, ...NO_COMMIT)
}

/** False if GitHub reports an unknown commit. A 404 is about the repository or the permission to read it. */
export async function mayHaveCommit(github: GitHub, commit: string): Promise<boolean> {
  try {
    return (await orMissing(lookUp(github, commit), ...NO_COMMIT)) !== undefined
  } catch (error) {
    if (error instanceof Failure && error.status === 404) return true
    throw error
  }
}

/** GitHub's answers for an unknown commit, and for a repository without commits. */
const NO_COMMIT = [422, 409]

function lookUp(github: GitHub, ref: string): Promise<string> {
  return ask(github, {
    what: `look up ${ref}`,
    cost: 'read',
    route: 'GET /repos/{owner}/{repo}/commits/{ref}',
    parameters: { ref, mediaType: { format: 'sha' } },
    shape: asCommit,
    repeatable: true,
  })
}

/** Undefined if GitHub reports none. */
export async function orMissing<T>(
  asked: Promise<T>,
  ...statuses: readonly number[]
): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    const missing = statuses.length === 0 ? [404] : statuses
    if (error instanceof Failure && error.status !== undefined && missing.includes(error.status))
      return undefined
    throw error
  }
}
