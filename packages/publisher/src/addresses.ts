import { outsideError } from '@exuvia/model'
import { answerOf, startRequest, startWatch } from '@exuvia/network'
import { throwIfStopped } from '@exuvia/network'
import { type GitHub, USER_AGENT } from './github.ts'
import { MAX_ASSET_BYTES } from './offline.ts'
import type { RemoteRelease } from './shapes.ts'

// The token goes only to the API and to its upload host, never to an address because an answer names it:
// Exuvia makes an asset's address itself, and compares the upload address with GitHub's documentation.

/** Of an asset's bytes, through the API. */
export function assetAddress(github: Pick<GitHub, 'api' | 'repository'>, id: number): string {
  const { owner, repo } = github.repository
  return `${github.api}/repos/${encodeURIComponent(owner)}/${encodeURIComponent(repo)}/releases/assets/${id}`
}

/**
 * Checks a release's `upload_url` and returns the address for its files.
 * @throws outside error `publish-foreign-address`: then it receives neither the token nor a file
 */
export function uploadAddress(github: Pick<GitHub, 'api'>, release: RemoteRelease): string {
  if (isUploadAddress(github.api, release.uploadUrl, release.id)) return release.uploadUrl
  const host = URL.canParse(release.uploadUrl) ? new URL(release.uploadUrl).host : ''
  throw outsideError('publish-foreign-address', { api: new URL(github.api).host, host })
}

/**
 * Whether an address is the one that GitHub documents for uploads: `uploads.github.com` for `api.github.com` and
 * `uploads.NAME.ghe.com` for `api.NAME.ghe.com`; `/api/uploads` of the same host on an Enterprise Server, or its
 * `uploads.` subdomain. The same machine (127.0.0.1, localhost) may receive uploads on another port.
 */
export function isUploadAddress(api: string, address: string, release: number): boolean {
  if (!URL.canParse(address)) return false
  const [from, to] = [new URL(api), new URL(address)]
  if (to.protocol !== from.protocol || to.username !== '' || to.password !== '') return false
  if (to.search !== '' || to.hash !== '') return false
  const isPath =
    /\/repos\/[\w.-]+\/[\w.-]+\/releases\/(\d+)\/assets$/.exec(to.pathname)?.[1] === String(release)
  if (!isPath) return false
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(from.hostname)
  if (to.hostname === from.hostname) return to.port === from.port || isLoopback
  return to.port === from.port && to.hostname === `uploads.${from.hostname.replace(/^api\./, '')}`
}

/**
 * The public address of a release's file; undefined if the release's page is not on the host of the API's pages.
 */
export function pageAddress(
  github: Pick<GitHub, 'api' | 'repository'>,
  release: RemoteRelease,
  name: string,
): string | undefined {
  const [api, page] = [new URL(github.api), new URL(release.url)]
  if (page.hostname !== api.hostname.replace(/^api\./, '') || page.protocol !== api.protocol) return undefined
  const { owner, repo } = github.repository
  const path = [owner, repo, 'releases', 'download', release.tag, name].map(encodeURIComponent).join('/')
  return `${page.origin}/${path}`
}

/**
 * Whether a public address has a file: it redirects to the bytes. Undefined without a clear answer. Sends no token.
 */
export async function isAtAddress(github: GitHub, address: string): Promise<boolean | undefined> {
  const watch = startWatch(github.clock, github.signal)
  const outgoing = startRequest(address, 'HEAD', { 'user-agent': USER_AGENT })
  watch.onStop((error) => outgoing.destroy(error))
  try {
    const answered = answerOf(outgoing)
    outgoing.end()
    const { statusCode } = await answered
    if (statusCode === 200 || statusCode === 302) return true
    return statusCode === 404 ? false : undefined
  } catch {
    throwIfStopped(github.signal)
    return undefined
  } finally {
    watch.end()
    outgoing.destroy()
  }
}

/** @throws outside error `publish-asset-oversize` where the release lists an asset that GitHub would not hold */
export function checkAssetSize({ name, size }: { readonly name: string; readonly size: number }): void {
  if (size >= MAX_ASSET_BYTES) throw outsideError('publish-asset-oversize', { name, size })
}
