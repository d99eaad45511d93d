import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** An entry that was saved; entries are never changed. */
export interface SavedEntry {
  readonly key: string
  /** The client's digest of paths and compression; other versions see nothing of each other. */
  readonly version: string
  readonly bytes: Buffer
}

interface Upload {
  readonly key: string
  readonly version: string
  bytes: Buffer | undefined
}

/** What the service does wrong, by the name of the call or the method on the store. */
export type Broken = Readonly<Record<string, number | 'garbage'>>

/**
 * The Actions cache as its client sees it: the service, version 2 (Twirp as JSON), and the
 * object store that it gives signed addresses of. Only the token of this run is let in, and
 * the store refuses it.
 */
export interface CacheService {
  readonly env: NodeJS.ProcessEnv
  readonly token: string
  /** Oldest first. */
  readonly entries: readonly SavedEntry[]
  /** `CreateCacheEntry`, `PUT`, … in the order of arrival. */
  readonly calls: string[]
  broken: Broken
  close(): Promise<void>
}

const SERVICE = '/twirp/github.actions.results.api.v1.CacheService/'

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

export async function startCacheService(): Promise<CacheService> {
  const token = `runtime-${randomBytes(8).toString('hex')}`
  const entries: SavedEntry[] = []
  const uploads = new Map<string, Upload>()
  const calls: string[] = []
  const state: { broken: Broken } = { broken: {} }
  let base = ''

  const find = (keys: readonly string[], version: string): SavedEntry | undefined => {
    const visible = entries.filter((entry) => entry.version === version).toReversed()
    for (const key of keys) {
      const hit =
        visible.find((entry) => entry.key === key) ?? visible.find((entry) => entry.key.startsWith(key))
      if (hit !== undefined) return hit
    }
    return undefined
  }
  const twirp: Record<string, (fields: Record<string, unknown>) => object> = {
    CreateCacheEntry: ({ key, version }) => {
      const taken = entries.some((entry) => entry.key === key && entry.version === version)
      if (taken) return { ok: false, signed_upload_url: '', message: 'already exists' }
      const id = randomBytes(8).toString('hex')
      uploads.set(id, { key: String(key), version: String(version), bytes: undefined })
      return { ok: true, signed_upload_url: `${base}store/${id}?sig=signed` }
    },
    FinalizeCacheEntryUpload: ({ key, version, size_bytes: size }) => {
      const upload = [...uploads.values()].find((each) => each.key === key && each.version === version)
      if (upload?.bytes === undefined || String(upload.bytes.length) !== String(size)) return { ok: false }
      entries.push({ key: upload.key, version: upload.version, bytes: upload.bytes })
      return { ok: true, entry_id: String(entries.length) }
    },
    GetCacheEntryDownloadURL: ({ key, restore_keys: more, version }) => {
      const hit = find([String(key), ...((more ?? []) as string[])], String(version))
      if (hit === undefined) return { ok: false }
      const url = `${base}store/saved-${entries.indexOf(hit)}?sig=signed`
      return { ok: true, signed_download_url: url, matched_key: hit.key }
    },
  }
  const store = async (id: string, message: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (message.headers.authorization !== undefined) {
      response.writeHead(400).end()
      return
    }
    if (message.method === 'GET') {
      const saved = entries[Number(id.replace('saved-', ''))]
      if (saved === undefined) response.writeHead(404).end()
      else response.writeHead(200, { 'content-length': saved.bytes.length }).end(saved.bytes)
      return
    }
    const upload = uploads.get(id)
    if (upload === undefined || message.headers['x-ms-blob-type'] !== 'BlockBlob') {
      response.writeHead(400).end()
      return
    }
    upload.bytes = await buffer(message)
    response.writeHead(201, { etag: '"1"', 'last-modified': new Date(0).toUTCString() }).end()
  }
  const serve = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(message.url ?? '/', 'http://localhost')
    const call = pathname.startsWith(SERVICE) ? pathname.slice(SERVICE.length) : (message.method ?? '')
    calls.push(call)
    const fault = state.broken[call]
    if (fault !== undefined) {
      message.resume()
      if (fault === 'garbage') response.writeHead(200).end('<html>')
      else answer(response, fault, { code: 'internal', msg: 'broken on purpose' })
      return
    }
    if (pathname.startsWith('/store/')) {
      await store(pathname.slice('/store/'.length), message, response)
      return
    }
    const handler = twirp[call]
    const fields = JSON.parse((await buffer(message)).toString() || '{}') as Record<string, unknown>
    if (message.headers.authorization !== `Bearer ${token}`) answer(response, 401, { msg: 'no' })
    else if (handler === undefined) answer(response, 404, { msg: 'no such call' })
    else answer(response, 200, handler(fields))
  }

  const server = createServer((message, response) => {
    void serve(message, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    token,
    env: { ACTIONS_RESULTS_URL: base, ACTIONS_RUNTIME_TOKEN: token, ACTIONS_CACHE_SERVICE_V2: 'true' },
    entries,
    calls,
    get broken() {
      return state.broken
    },
    set broken(value) {
      state.broken = value
    },
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
