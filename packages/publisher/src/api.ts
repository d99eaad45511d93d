import { Failure } from './failure.ts'
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
/** Of answers that no one reads. */
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

/** Published releases, and drafts where the token may write; newest first. */
export async function listReleases(github: GitHub): Promise<RemoteRelease[]> {
  return askForAll(github, { what: 'list the releases', route: `GET ${RELEASES}`, shape: asRelease })
}

/** What GitHub would write about the pull requests since another tag. It saves nothing. */
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

/** Never a draft. */
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

/** Not repeated where the answer was lost: the caller looks first. */
export async function createRelease(
  github: GitHub,
  fields: Readonly<Record<string, unknown>>,
): Promise<RemoteRelease> {
  const [what, route] = ['create the draft', `POST ${RELEASES}`]
  return ask(github, { what, cost: 'create', route, parameters: fields, shape: asRelease, repeatable: false })
}

/** Not repeated where the answer was lost: the caller looks first. */
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

/** Done, too, where it was gone already. */
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

/** Of the rate limit, without costing any of it; undefined if the server has none. */
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

/** Whether the repository makes its releases immutable; only its admins are told. */
export async function getImmutableReleases(github: GitHub): Promise<boolean> {
  const route = 'GET /repos/{owner}/{repo}/immutable-releases'
  const what = 'read whether releases are immutable'
  return (
    (await orMissing(ask(github, { what, cost: 'read', route, shape: asEnabled, repeatable: true }))) ?? false
  )
}

/**
 * Whether the token may write contents, found out by asking for generated notes: that takes the same
 * right, and GitHub saves nothing of them. Undefined if the answer says neither.
 */
export async function mayWriteContents(github: GitHub, tag: string): Promise<boolean | undefined> {
  try {
    await ask(github, {
      what: 'ask for the right to write',
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

/** Moves a tag, wherever it is; the same again changes nothing, so it may be repeated. */
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

/** The commit that a ref (`tags/v1`) or a commit's name leads to, or undefined. */
export async function getCommit(github: GitHub, ref: string): Promise<string | undefined> {
  return orMissing(lookUp(github, ref), 404, ...NO_COMMIT)
}

/** False where GitHub says that it knows no such commit. A 404 says nothing of it: it is of the repository, or of a right to read it. */
export async function mayHaveCommit(github: GitHub, commit: string): Promise<boolean> {
  try {
    return (await orMissing(lookUp(github, commit), ...NO_COMMIT)) !== undefined
  } catch (error) {
    if (error instanceof Failure && error.status === 404) return true
    throw error
  }
}

/** GitHub's answers where it knows no such commit, and where a repository has none at all. */
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

/** Undefined if GitHub answers that there is none. */
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
