import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Clock } from '@exuvia/network'
import { type RemoteFile, type WheelStore, type WheelStoreOptions, openWheelStore } from '../src/index.ts'

export interface Request {
  readonly url: string
  readonly range: string | undefined
  readonly authorization: string | undefined
}

export interface Server {
  readonly address: string
  readonly requests: Request[]
}

/** Answers every request, by number from 0. */
export type Answer = (request: IncomingMessage, response: ServerResponse, index: number) => void

/** Starts a server that a test stops. */
export async function serve(answer: Answer): Promise<Server> {
  const requests: Request[] = []
  const http = createServer((request, response) => {
    const { url = '', headers } = request
    requests.push({ url, range: headers.range, authorization: headers.authorization })
    answer(request, response, requests.length - 1)
  })
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    http.closeAllConnections()
    http.close()
  })
  return { address: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, requests }
}

/** Sends bytes as an index does, from the place that a range asks for. */
export function send(request: IncomingMessage, response: ServerResponse, bytes: Uint8Array): void {
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  const headers = { etag: '"v1"', 'content-length': bytes.length - start }
  if (start === 0) response.writeHead(200, headers)
  else
    response.writeHead(206, {
      ...headers,
      'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}`,
    })
  response.end(bytes.subarray(start))
}

/** Sends some bytes of a file, then cuts the connection. */
export function cut(response: ServerResponse, bytes: Uint8Array, after: number): void {
  response.writeHead(200, { etag: '"v1"', 'content-length': bytes.length })
  response.write(bytes.subarray(0, after), () => {
    // What was written leaves before the connection ends.
    response.socket?.end()
  })
}

export const BYTES = randomBytes(300_000)

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** A file of a lock with the digest of `BYTES`. */
export function locked(address: string, filename = 'gull-1.5-py3-none-any.whl'): RemoteFile {
  return {
    filename,
    url: `${address}/files/${filename}`,
    path: undefined,
    hashes: { sha256: sha256(BYTES) },
    size: BYTES.length,
  }
}

/** A clock that a test moves. Waits of less than a minute end at once. */
export function stoppedClock(): Clock & { readonly passMinute: () => void } {
  let now = 0
  let waiting: (() => void)[] = []
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new Error('stopped'))
        })
        if (ms < 59_000) resolve()
        else waiting.push(resolve)
      }),
    passMinute() {
      now += 61_000
      const woken = waiting
      waiting = []
      for (const wake of woken) wake()
    },
  }
}

export interface Opened {
  readonly store: WheelStore
  readonly cache: string
  /** Milliseconds that the store would have waited, in order. */
  readonly waits: number[]
}

/** Opens a store in a cache of its own, with a clock that does not wait for retries. */
export async function openStore(options: Partial<WheelStoreOptions> = {}): Promise<Opened> {
  const cache = options.cache ?? (await mkdtemp(join(tmpdir(), 'exuvia-wheels-')))
  onTestFinished(() => rm(cache, { recursive: true, force: true }))
  const waits: number[] = []
  const store = await openWheelStore({
    cache,
    env: { HOME: cache },
    offline: false,
    indexes: [],
    userAgent: 'test',
    clock: {
      now: () => Date.now(),
      // The watch for stalls waits a minute; that one never ends here.
      sleep: (ms, signal) =>
        new Promise((resolve, reject) => {
          signal?.addEventListener('abort', () => {
            reject(new Error('stopped'))
          })
          if (ms >= 59_000) return
          waits.push(ms)
          resolve()
        }),
    },
    ...options,
  })
  return { store, cache, waits }
}
