import { browserDownload, deleteAsset, getAsset, listAssets, updateAsset, uploadAsset } from './assets.ts'
import { createAttestation, listAttestations } from './attestations.ts'
import { createComment, deleteComment, getPull, listComments, updateComment } from './comments.ts'
import type { Handler } from './handler.ts'
import {
  createRelease,
  deleteRelease,
  generateNotes,
  getLatestRelease,
  getRelease,
  getReleaseByTag,
  listReleases,
  updateRelease,
} from './releases.ts'
import { createRef, deleteRef, getRef, updateRef } from './refs.ts'
import { getCommit, getImmutableReleases, getRepository, getUser } from './repository.ts'

/** `api` and `uploads` are GitHub's API hosts; `web` is the site, `store` the object store. */
export type Host = 'api' | 'uploads' | 'web' | 'store'

export interface Route {
  readonly host: Host
  readonly method: string
  /** The path as GitHub's description writes it; `{ref}` matches slashes too. */
  readonly template: string
  /** GitHub's name of the operation. */
  readonly operation: string
  readonly handler: Handler
}

const REPO = '/repos/{owner}/{repo}'

/** In the order of matching. */
export const ROUTES: readonly Route[] = [
  route('GET', '/user', 'users/get-authenticated', getUser),
  route('GET', REPO, 'repos/get', getRepository),
  route('GET', `${REPO}/immutable-releases`, 'repos/check-immutable-releases', getImmutableReleases),
  route('GET', `${REPO}/git/ref/{ref}`, 'git/get-ref', getRef),
  route('POST', `${REPO}/git/refs`, 'git/create-ref', createRef),
  route('PATCH', `${REPO}/git/refs/{ref}`, 'git/update-ref', updateRef),
  route('DELETE', `${REPO}/git/refs/{ref}`, 'git/delete-ref', deleteRef),
  route('GET', `${REPO}/commits/{ref}`, 'repos/get-commit', getCommit),
  route('GET', `${REPO}/releases`, 'repos/list-releases', listReleases),
  route('POST', `${REPO}/releases`, 'repos/create-release', createRelease),
  route('POST', `${REPO}/releases/generate-notes`, 'repos/generate-release-notes', generateNotes),
  route('GET', `${REPO}/releases/latest`, 'repos/get-latest-release', getLatestRelease),
  route('GET', `${REPO}/releases/tags/{tag}`, 'repos/get-release-by-tag', getReleaseByTag),
  route('GET', `${REPO}/releases/assets/{asset_id}`, 'repos/get-release-asset', getAsset),
  route('PATCH', `${REPO}/releases/assets/{asset_id}`, 'repos/update-release-asset', updateAsset),
  route('DELETE', `${REPO}/releases/assets/{asset_id}`, 'repos/delete-release-asset', deleteAsset),
  route('GET', `${REPO}/releases/{release_id}`, 'repos/get-release', getRelease),
  route('PATCH', `${REPO}/releases/{release_id}`, 'repos/update-release', updateRelease),
  route('DELETE', `${REPO}/releases/{release_id}`, 'repos/delete-release', deleteRelease),
  route('GET', `${REPO}/releases/{release_id}/assets`, 'repos/list-release-assets', listAssets),
  route('POST', `${REPO}/releases/{release_id}/assets`, 'repos/upload-release-asset', uploadAsset, 'uploads'),
  route('POST', `${REPO}/attestations`, 'repos/create-attestation', createAttestation),
  route('GET', `${REPO}/attestations/{subject_digest}`, 'repos/list-attestations', listAttestations),
  route('GET', `${REPO}/pulls/{pull_number}`, 'pulls/get', getPull),
  route('GET', `${REPO}/issues/{issue_number}/comments`, 'issues/list-comments', listComments),
  route('POST', `${REPO}/issues/{issue_number}/comments`, 'issues/create-comment', createComment),
  route('PATCH', `${REPO}/issues/comments/{comment_id}`, 'issues/update-comment', updateComment),
  route('DELETE', `${REPO}/issues/comments/{comment_id}`, 'issues/delete-comment', deleteComment),
  route('GET', '/{owner}/{repo}/releases/download/{tag}/{name}', 'web/download', browserDownload, 'web'),
]

export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

/** @param path without the host's prefix, still percent-encoded */
export function matchRoute(host: Host, method: string, path: string): Match | undefined {
  for (const each of ROUTES) {
    // The site answers HEAD as GET, without a body.
    const asked = host === 'web' && method === 'HEAD' ? 'GET' : method
    if (each.host !== host || each.method !== asked) continue
    const found = patternOf(each.template).exec(path)
    if (found === null) continue
    try {
      const params = Object.entries(found.groups ?? {}).map(
        ([key, value]) => [key, decodeURIComponent(value)] as const,
      )
      return { route: each, params: Object.fromEntries(params) }
    } catch {
      return undefined
    }
  }
  return undefined
}

const patterns = new Map<string, RegExp>()

function patternOf(template: string): RegExp {
  const known = patterns.get(template)
  if (known !== undefined) return known
  const source = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    name === 'ref' || (name === 'tag' && template.endsWith('{tag}')) ? `(?<${name}>.+)` : `(?<${name}>[^/]+)`,
  )
  const pattern = new RegExp(`^${source}$`)
  patterns.set(template, pattern)
  return pattern
}

function route(
  method: string,
  template: string,
  operation: string,
  handler: Handler,
  host: Host = 'api',
): Route {
  return { host, method, template, operation, handler }
}
