import { createHash } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { collect, replaceFile } from '@exuvia/files'
import { Failure, type Patience, openDownload, retryPassing } from '@exuvia/network'
import { authorized, withoutLogin } from './credentials.ts'
import type { DownloadContext } from './download-file.ts'
import { type RemoteFile } from './remote-file.ts'
import type { IndexSettings } from './settings.ts'
import { BadPage, MAX_PAGE, isOfRelease, readPage } from './simple-page.ts'
import { LISTINGS, touch, wheelFolder } from './wheel-cache.ts'

/** A release whose files only an index can list. */
export interface ListRequest {
  readonly name: string
  readonly version: string
  /** `sha256:<hex>`: the digests that a file may have. */
  readonly digests: readonly string[]
  /** It may contain credentials; undefined for the configured one. */
  readonly index: string | undefined
  readonly extraIndexes: readonly string[]
}

const ACCEPT =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1'

/**
 * Asks the indexes for the files of a release and keeps those whose digests the lock names.
 * @throws Failure, BadPage
 */
export async function listRelease(
  request: ListRequest,
  settings: IndexSettings,
  context: DownloadContext,
  patience: Patience,
): Promise<RemoteFile[]> {
  const wanted = new Set(request.digests)
  const found = new Map<string, RemoteFile>()
  for (const index of indexesOf(request, settings)) {
    for (const file of await readIndex(index, request.name, settings, context, patience)) {
      if (!isOfRelease(file.filename, request.name, request.version) || found.has(file.filename)) continue
      const hashes = Object.entries(file.hashes).filter(([name, hex]) => wanted.has(`${name}:${hex}`))
      if (hashes.length > 0) found.set(file.filename, { ...file, hashes: Object.fromEntries(hashes) })
    }
  }
  return [...found.values()]
}

/** Lists the indexes to ask, each once: the lock's own, else the configured ones. */
export function indexesOf(request: ListRequest, settings: IndexSettings): string[] {
  const own = request.index === undefined && request.extraIndexes.length === 0
  const indexes = own
    ? [settings.defaultIndex, ...settings.extraIndexes]
    : [request.index ?? settings.defaultIndex, ...request.extraIndexes]
  return [...new Set(indexes)]
}

/** Reads the page of a project; empty if the index does not have it. */
async function readIndex(
  index: string,
  name: string,
  settings: IndexSettings,
  context: DownloadContext,
  patience: Patience,
): Promise<RemoteFile[]> {
  const { clock, signal, userAgent } = context
  const page = new URL(index)
  page.pathname = `${page.pathname.replace(/\/$/, '')}/${name}/`
  const { url, authorize, redact } = authorized(settings, page.href)
  const read = async (): Promise<RemoteFile[]> => {
    const headers = { 'user-agent': userAgent, accept: ACCEPT, 'accept-encoding': 'identity' }
    const download = await openDownload(url, { clock, signal, headers, redact, authorize })
    try {
      if (download.status === 404) return []
      if (download.status !== 200) {
        const { status } = download
        throw new Failure(`the index answers ${status}`, {
          kind: 'status',
          status,
          headers: download.headers,
        })
      }
      const bytes = await collect(download.chunks, MAX_PAGE)
      if (bytes === undefined) throw new BadPage(`the page has more than ${MAX_PAGE} bytes`)
      return await readPage(bytes.toString('utf8'), download.headers['content-type'] ?? '', download.url)
    } finally {
      download.close()
    }
  }
  return retryPassing(read, { clock, signal, patience })
}

/** The place of an answer in a cache; the same for every credential. */
function listingPlace(cache: string, request: ListRequest, settings: IndexSettings): string {
  const { name, version, digests } = request
  const indexes = indexesOf(request, settings).map(withoutLogin)
  const key = createHash('sha256')
    .update(JSON.stringify([name, version, [...digests].sort(), indexes]))
    .digest('hex')
  return join(wheelFolder(cache), LISTINGS, key.slice(0, 2), `${key.slice(2)}.json`)
}

/** Reads a kept answer; undefined if there is none. The digests are those of the lock, so it never grows old. */
export async function keptListing(
  cache: string,
  request: ListRequest,
  settings: IndexSettings,
): Promise<RemoteFile[] | undefined> {
  const path = listingPlace(cache, request, settings)
  const text = await readFile(path, 'utf8').catch(() => undefined)
  if (text === undefined) return undefined
  try {
    const files = await readPage(text, 'application/json', 'https://invalid.invalid/')
    const wanted = new Set(request.digests)
    const known = files.filter(
      (file) =>
        isOfRelease(file.filename, request.name, request.version) &&
        Object.entries(file.hashes).every(([name, hex]) => wanted.has(`${name}:${hex}`)) &&
        Object.keys(file.hashes).length > 0,
    )
    if (known.length !== files.length) return undefined
    await touch(path)
    return known
  } catch {
    return undefined
  }
}

/** Keeps an answer, in the form of PEP 691. */
export async function keepListing(
  cache: string,
  request: ListRequest,
  settings: IndexSettings,
  files: readonly RemoteFile[],
): Promise<void> {
  const path = listingPlace(cache, request, settings)
  const page = {
    meta: { 'api-version': '1.0' },
    name: request.name,
    files: files.map(({ filename, url, hashes, size, yanked }) => ({ filename, url, hashes, size, yanked })),
  }
  await mkdir(dirname(path), { recursive: true })
  await replaceFile(path, (file) => file.writeFile(JSON.stringify(page)), { sync: false })
}
