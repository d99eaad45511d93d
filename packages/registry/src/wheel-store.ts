import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hasDigests, replaceFile } from '@exuvia/files'
import { ExuviaError, mapParallel, messageOf, outsideError, refusal, systemErrorCode } from '@exuvia/model'
import {
  type Clock,
  Failure,
  type Patience,
  isProxyPassword,
  isUntrusted,
  systemClock,
} from '@exuvia/network'
import { authorized } from './credentials.ts'
import { type DownloadContext, PATIENCE, downloadFile } from './download-file.ts'
import { type ListRequest, indexesOf, keepListing, keptListing, listRelease } from './list-release.ts'
import { type RemoteFile, hostOf } from './remote-file.ts'
import { type IndexSettings, type NamedIndex, indexSettings, readNetrc } from './settings.ts'
import { BadPage } from './simple-page.ts'
import { touch, wheelPlace } from './wheel-cache.ts'

/** Requests at a time. */
const PARALLEL = 12

/** Where credentials come from, for messages. */
const LOGIN_PLACES =
  'UV_INDEX_<NAME>_USERNAME and UV_INDEX_<NAME>_PASSWORD, the address in PIP_INDEX_URL, or ~/.netrc'

/** Names that one message lists. */
const MOST_NAMES = 10

/** For pages without which a release can be made. */
const LITTLE_PATIENCE: Patience = { ...PATIENCE, tries: 2, longestWait: 5000 }

export interface WheelStoreOptions {
  /** The folder of the cache, absolute. */
  readonly cache: string
  readonly env: NodeJS.ProcessEnv
  /** Whether the network is forbidden. */
  readonly offline: boolean
  /** The indexes that the project names for uv. */
  readonly indexes: readonly NamedIndex[]
  readonly userAgent: string
  readonly signal?: AbortSignal | undefined
  readonly clock?: Clock | undefined
  readonly onProgress?: ((event: StoreEvent) => void) | undefined
}

/** What a store does: `done` of `total` files are here. */
export interface StoreEvent {
  readonly label: string
  readonly done: number
  readonly total: number
}

/** Wheels by their digests, on this machine or from the network. */
export interface WheelStore {
  readonly placeOf: (file: RemoteFile) => string
  readonly bring: (files: readonly RemoteFile[], lock: string) => Promise<void>
  readonly list: (
    requests: readonly ListRequest[],
    lock: string,
  ) => Promise<readonly (readonly RemoteFile[])[]>
  readonly withdrawn: (
    requests: readonly ListRequest[],
  ) => Promise<readonly (ReadonlyMap<string, string> | undefined)[]>
}

/**
 * Opens the store of downloaded wheels in a cache folder. Nothing is asked of the network before `bring` or
 * `list`, and nothing that the cache has.
 */
export async function openWheelStore(options: WheelStoreOptions): Promise<WheelStore> {
  const { cache, env, offline, signal, onProgress } = options
  const settings = indexSettings(env, options.indexes, await readNetrc(env))
  const context: DownloadContext = {
    clock: options.clock ?? systemClock,
    signal,
    userAgent: options.userAgent,
  }
  const placeOf = (file: RemoteFile): string => file.path ?? wheelPlace(cache, file.filename, file.hashes)
  return {
    placeOf,
    async bring(files, lock) {
      const here = await mapParallel(files, PARALLEL, (file) => isHere(file, lock))
      const missing = files.filter((_, index) => here[index] !== true)
      if (missing.length === 0) return
      if (offline)
        throw offlineError(
          missing.map((file) => file.filename),
          lock,
        )
      let done = 0
      await untilFirstError(missing, async (file, stop) => {
        await fetchFile(file, placeOf(file), lock, settings, { ...context, signal: stop })
        done += 1
        onProgress?.({ label: file.filename, done, total: missing.length })
      })
    },
    async list(requests, lock) {
      const kept = await Promise.all(requests.map((request) => keptListing(cache, request, settings)))
      const missing = requests.filter((_, index) => kept[index] === undefined)
      if (missing.length > 0 && offline)
        throw offlineError(
          missing.map((request) => request.name),
          lock,
        )
      const asked = new Map<ListRequest, readonly RemoteFile[]>()
      await untilFirstError(missing, async (request, stop) => {
        const files = await listFiles(request, settings, { ...context, signal: stop })
        // An empty answer may be a mistake of the moment.
        if (files.length > 0) await keep(cache, () => keepListing(cache, request, settings, files))
        asked.set(request, files)
        onProgress?.({ label: request.name, done: asked.size, total: missing.length })
      })
      return requests.map((request, index) => kept[index] ?? asked.get(request) ?? [])
    },
    withdrawn: (requests) =>
      mapParallel(requests, PARALLEL, async (request) => {
        const kept = await keptListing(cache, request, settings)
        const files = kept ?? (offline ? [] : await filesIfAny(request))
        if (files.length === 0) return undefined
        if (kept === undefined) await keep(cache, () => keepListing(cache, request, settings, files))
        return new Map(
          files.flatMap(({ filename, yanked }) =>
            yanked === undefined ? [] : [[filename, yanked] as const],
          ),
        )
      }),
  }

  /** The files of a release; none if its index does not answer. */
  async function filesIfAny(request: ListRequest): Promise<readonly RemoteFile[]> {
    try {
      return await listRelease(request, settings, context, LITTLE_PATIENCE)
    } catch (error) {
      if (error instanceof Failure || error instanceof BadPage) return []
      throw error
    }
  }

  /** Works on items, some at a time. The first error stops all other work, and is thrown. */
  async function untilFirstError<T>(
    items: readonly T[],
    work: (item: T, stop: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const stop = new AbortController()
    const stopped = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal])
    let first: unknown
    try {
      await mapParallel(items, PARALLEL, async (item) => {
        try {
          await work(item, stopped)
        } catch (error) {
          first ??= error
          stop.abort(error)
          throw error
        }
      })
    } catch (error) {
      throw first ?? error
    }
  }

  /** Whether a file is on this machine with its digests. */
  async function isHere(file: RemoteFile, lock: string): Promise<boolean> {
    const place = placeOf(file)
    if (await hasDigests(place, file.hashes, signal)) {
      if (file.path === undefined) await touch(place)
      return true
    }
    if (file.path === undefined) return false
    const expected = Object.entries(file.hashes).map(([name, hex]) => `${name}:${hex}`)
    throw refusal('wheel-digest', { file: file.path, lock, expected, found: 'another digest, or no file' })
  }
}

async function fetchFile(
  file: RemoteFile,
  place: string,
  lock: string,
  settings: IndexSettings,
  context: DownloadContext,
): Promise<void> {
  const { url = '' } = file
  const access = authorized(settings, url)
  try {
    await mkdir(dirname(place), { recursive: true })
    // Not synced: a file that a crash truncates has another digest, and is downloaded again.
    await replaceFile(place, (out) => downloadFile(file, access, out, lock, context), { sync: false })
  } catch (error) {
    if (context.signal?.aborted === true || error instanceof ExuviaError) throw error
    if (!(error instanceof Failure)) throw unwritable(place, error)
    throw outsideError('download-failed', {
      file: file.filename,
      host: hostOf(url),
      reason: error.message,
      advice: adviceFor(error, hasLogin(settings, url)),
    })
  }
}

async function listFiles(
  request: ListRequest,
  settings: IndexSettings,
  context: DownloadContext,
): Promise<readonly RemoteFile[]> {
  try {
    return await listRelease(request, settings, context, PATIENCE)
  } catch (error) {
    if (!(error instanceof Failure || error instanceof BadPage)) throw error
    throw outsideError('index-failed', {
      distribution: request.name,
      host: indexesOf(request, settings).map(hostOf),
      reason: error.message,
      advice:
        error instanceof Failure
          ? adviceFor(
              error,
              indexesOf(request, settings).some((index) => hasLogin(settings, index)),
            )
          : ['export the lock as pylock.toml, which names addresses'],
    })
  }
}

function hasLogin(settings: IndexSettings, address: string): boolean {
  const { url, authorize } = authorized(settings, address)
  return authorize(new URL(url)) !== undefined
}

/** What the user can do about a failed request. Pure. @param sent the request had credentials */
function adviceFor(failure: Failure, sent: boolean): string[] {
  const { status } = failure
  if (isProxyPassword(failure)) {
    return ["put the proxy's user and password into its address: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT"]
  }
  if (status === 401 || status === 403) {
    return [
      `${sent ? 'the server rejects the credentials: correct them in' : 'set the credentials:'} ${LOGIN_PLACES}`,
    ]
  }
  if (status === 404 || status === 410) return ['the file is gone: make the lock again']
  if (isUntrusted(failure))
    return ['name the certificates of your network: NODE_EXTRA_CA_CERTS or SSL_CERT_FILE']
  if (failure.details.kind === 'network') {
    return ['check the network; behind a proxy set HTTPS_PROXY; without a network use --offline']
  }
  return []
}

function offlineError(names: readonly string[], lock: string): ExuviaError {
  const sorted = names.toSorted()
  const files =
    sorted.length > MOST_NAMES
      ? [...sorted.slice(0, MOST_NAMES), `${sorted.length - MOST_NAMES} more`]
      : sorted
  return outsideError('wheel-offline', { lock, files })
}

async function keep(cache: string, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    throw unwritable(cache, error)
  }
}

function unwritable(folder: string, cause: unknown): unknown {
  return systemErrorCode(cause) === undefined
    ? cause
    : outsideError('cache-unwritable', { folder, reason: messageOf(cause) }, { cause })
}
