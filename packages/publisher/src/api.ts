import type { Asset } from '@exuvia/model'
import { Failure } from './failure.ts'
import { type GitHub, ask, askForAll, parseJson, persist, statusFailure, transferOptions } from './github.ts'
import {
  MalformedAnswer,
  type RemoteAsset,
  type RemoteRelease,
  type RemoteRepository,
  asAsset,
  asCommit,
  asRemaining,
  asRelease,
  asRepository,
} from './shapes.ts'
import { uploadFile } from './transport.ts'

const RELEASES = '/repos/{owner}/{repo}/releases'
const nothing = (): void => undefined

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

export async function listAssets(github: GitHub, release: number): Promise<RemoteAsset[]> {
  return askForAll(github, {
    what: 'list the assets',
    route: `GET ${RELEASES}/{release_id}/assets`,
    parameters: { release_id: release },
    shape: asAsset,
  })
}

export async function getAsset(github: GitHub, id: number): Promise<RemoteAsset | undefined> {
  const route = `GET ${RELEASES}/assets/{asset_id}`
  const parameters = { asset_id: id }
  return orMissing(
    ask(github, { what: 'read an asset', cost: 'read', route, parameters, shape: asAsset, repeatable: true }),
  )
}

/** The same name again changes nothing, so it may be repeated. */
export async function renameAsset(github: GitHub, id: number, name: string): Promise<RemoteAsset> {
  const route = `PATCH ${RELEASES}/assets/{asset_id}`
  const parameters = { asset_id: id, name }
  return ask(github, {
    what: `rename to ${name}`,
    cost: 'write',
    route,
    parameters,
    shape: asAsset,
    repeatable: true,
  })
}

/** Done, too, where it was gone already. */
export async function deleteAsset(
  github: GitHub,
  asset: { readonly id: number; readonly name: string },
): Promise<void> {
  const route = `DELETE ${RELEASES}/assets/{asset_id}`
  const what = `delete ${asset.name}`
  await orMissing(
    ask(github, {
      what,
      cost: 'write',
      route,
      parameters: { asset_id: asset.id },
      shape: nothing,
      repeatable: true,
    }),
  )
}

/** Of the rate limit, without costing any of it. */
export async function getRemaining(github: GitHub): Promise<number> {
  return ask(github, {
    what: 'read the rate limit',
    cost: 'read',
    route: 'GET /rate_limit',
    shape: asRemaining,
    repeatable: true,
  })
}

/** The commit that a ref (`tags/v1`) or a commit's name leads to, or undefined. */
export async function getCommit(github: GitHub, ref: string): Promise<string | undefined> {
  return orMissing(
    ask(github, {
      what: `look up ${ref}`,
      cost: 'read',
      route: 'GET /repos/{owner}/{repo}/commits/{ref}',
      parameters: { ref, mediaType: { format: 'sha' } },
      shape: asCommit,
      repeatable: true,
    }),
    404,
    409,
    422,
  )
}

/** One upload. Its token goes where the release's own `upload_url` says. */
export async function uploadAsset(
  github: GitHub,
  release: RemoteRelease,
  asset: Asset,
  as: string,
): Promise<{ readonly remote: RemoteAsset; readonly sentSha256: string }> {
  // URLSearchParams writes `+` as %2B; a bare one would arrive as a blank.
  const url = `${release.uploadUrl}?${new URLSearchParams({ name: as }).toString()}`
  const what = `upload ${asset.name}`
  return persist(github, what, 'create', false, async () => {
    const options = transferOptions(github, {
      'content-type': contentType(asset.name),
      accept: 'application/vnd.github+json',
    })
    const onSent = (sent: number): void => {
      github.report({ type: 'upload', name: asset.name, sent, size: asset.size })
    }
    const answer = await uploadFile(url, asset, { ...options, onSent }).catch((error: unknown) => {
      throw error instanceof Failure ? new Failure(`${what}: ${error.message}`, error.details) : error
    })
    github.note(answer.headers)
    try {
      if (answer.status !== 201) {
        const data = answer.text.trimStart().startsWith('{') ? parseJson(answer.text) : undefined
        throw statusFailure(what, answer.status, answer.headers, data, github.redact)
      }
      return { remote: asAsset(parseJson(answer.text)), sentSha256: answer.sentSha256 }
    } catch (error) {
      if (!(error instanceof MalformedAnswer)) throw error
      if (answer.status !== 201)
        throw statusFailure(what, answer.status, answer.headers, undefined, github.redact)
      throw new Failure(`${what}: the answer is not complete`, { kind: 'malformed' })
    }
  })
}

const TYPES: readonly (readonly [RegExp, string])[] = [
  [/\.(tar\.gz|tgz)$/, 'application/gzip'],
  [/\.zip$|\.whl$/, 'application/zip'],
  [/\.json$/, 'application/json'],
  [/\.(txt|md)$|SUMS$/, 'text/plain'],
]

function contentType(name: string): string {
  return TYPES.find(([pattern]) => pattern.test(name))?.[1] ?? 'application/octet-stream'
}

async function orMissing<T>(asked: Promise<T>, ...statuses: readonly number[]): Promise<T | undefined> {
  try {
    return await asked
  } catch (error) {
    const missing = statuses.length === 0 ? [404] : statuses
    if (error instanceof Failure && error.status !== undefined && missing.includes(error.status))
      return undefined
    throw error
  }
}
