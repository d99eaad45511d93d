import type { Asset } from '@exuvia/model'
import { Failure } from '@exuvia/network'
import { uploadAddress } from './addresses.ts'
import { RELEASES, nothing, orMissing } from './api.ts'
import { type GitHub, ask, askForAll, parseJson, persist, statusFailure, transferOptions } from './github.ts'
import { MalformedAnswer, type RemoteAsset, type RemoteRelease, asAsset } from './shapes.ts'
import { uploadFile } from './upload-file.ts'

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

/** Idempotent, so it may be repeated. */
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

/** Succeeds if it no longer exists. GitHub also answers 404 to a token without permission, so look it up. */
export async function deleteAsset(
  github: GitHub,
  asset: { readonly id: number; readonly name: string },
): Promise<void> {
  const route = `DELETE ${RELEASES}/assets/{asset_id}`
  const what = `delete ${asset.name}`
  const parameters = { asset_id: asset.id }
  try {
    await ask(github, { what, cost: 'write', route, parameters, shape: nothing, repeatable: true })
  } catch (error) {
    const isMissing = error instanceof Failure && error.status === 404
    if (!isMissing || (await getAsset(github, asset.id)) !== undefined) throw error
  }
}

/**
 * Uploads one file to the release's own `upload_url`.
 * @returns with the digest of the sent bytes, undefined if the answer came before all were sent
 * @throws Failure; outside error `publish-foreign-address`
 */
export async function uploadAsset(
  github: GitHub,
  release: RemoteRelease,
  asset: Asset,
  as: string,
): Promise<{ readonly remote: RemoteAsset; readonly sentSha256: string | undefined }> {
  // URLSearchParams writes `+` as %2B; a bare one would arrive as a blank.
  const url = `${uploadAddress(github, release)}?${new URLSearchParams({ name: as }).toString()}`
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
        const data = answer.text.trimStart().startsWith('{') ? parseJson(answer.text) : answer.text
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
