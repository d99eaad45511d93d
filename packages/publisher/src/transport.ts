import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { systemErrorCode } from '@exuvia/model'
import { type Clock, reasonOf } from './clock.ts'
import { Failure } from './failure.ts'

/** Without a byte coming for so long, an answer counts as stalled. */
export const STALL_AFTER = 60_000
/** The same for bytes going: the kernel takes megabytes at a time, which a slow line is long busy with. */
const SEND_STALL_AFTER = 120_000
/** For an answer after the last byte of an upload: the server has gigabytes to put away. */
const ANSWER_AFTER = 600_000
const LARGEST_ANSWER = 4 * 1024 * 1024
const CHUNK = 256 * 1024

export interface FileBody {
  readonly path: string
  readonly size: number
}

export interface UploadAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** Of the bytes that were sent, lower-case hex. */
  readonly sentSha256: string
}

export interface TransferOptions {
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Takes secrets out of a message. */
  readonly redact: (text: string) => string
}

/**
 * Sends a file as raw bytes with its Content-Length, opened anew and hashed on its way, and reads the
 * answer. Node's own HTTP rather than fetch: fetch gives up on an answer after five minutes, and does
 * not tell how far it is. A stall is noticed by progress, not by total time.
 * @throws Failure of kind `network` or `stall`
 */
export async function uploadFile(
  url: string,
  body: FileBody,
  options: TransferOptions & { readonly onSent?: (bytes: number) => void },
): Promise<UploadAnswer> {
  const { headers, redact } = options
  const watch = startWatch(options)
  watch.progress(SEND_STALL_AFTER)
  const outgoing = startRequest(url, 'POST', { ...headers, 'content-length': String(body.size) })
  watch.onStop((error) => outgoing.destroy(error))
  try {
    const answered = answerOf(outgoing)
    answered.catch(() => undefined)
    const hash = createHash('sha256')
    let sent = 0
    const answer = { came: false }
    void answered.then(
      () => (answer.came = true),
      () => (answer.came = true),
    )
    const file = await open(body.path)
    try {
      // One buffer, used again and again: gigabytes go through, and leave no garbage behind.
      const buffer = Buffer.allocUnsafe(Math.min(CHUNK, body.size))
      while (!answer.came && sent < body.size) {
        const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK, body.size - sent))
        if (bytesRead === 0) break
        const chunk = buffer.subarray(0, bytesRead)
        hash.update(chunk)
        await write(outgoing, chunk)
        sent += bytesRead
        watch.progress(SEND_STALL_AFTER)
        options.onSent?.(sent)
      }
    } finally {
      await file.close()
    }
    if (!answer.came && sent !== body.size) {
      throw new FileChanged(`${body.path}: ${sent} bytes where ${body.size} are expected`)
    }
    if (!answer.came) outgoing.end()
    watch.progress(ANSWER_AFTER)
    const message = await answered
    const text =
      (await readText(message, () => {
        watch.progress(STALL_AFTER)
      })) ?? ''
    return {
      status: message.statusCode ?? 0,
      headers: flatHeaders(message),
      text,
      sentSha256: hash.digest('hex'),
    }
  } catch (error) {
    if (error instanceof FileChanged || isDiskError(error)) throw error
    throw watch.stopped() ?? networkFailure(error, redact)
  } finally {
    watch.end()
    if (!outgoing.destroyed && !outgoing.writableFinished) outgoing.destroy()
  }
}

/** The file is not what it was when the publication was planned. */
export class FileChanged extends Error {}

export interface Download {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Throws a Failure where it breaks off or stalls. */
  readonly chunks: AsyncIterable<Uint8Array>
  /** Gives up what has not been read. */
  readonly close: () => void
}

/**
 * GET that follows up to five redirects. The token stays behind when the origin changes: GitHub's object
 * store refuses requests that bear one. It never goes from https to http.
 * @throws Failure
 */
export async function openDownload(url: string, options: TransferOptions): Promise<Download> {
  const { redact } = options
  let here = new URL(url)
  let headers = options.headers
  for (let hop = 0; hop <= 5; hop += 1) {
    const watch = startWatch(options)
    const outgoing = startRequest(here.href, 'GET', headers)
    watch.onStop((error) => outgoing.destroy(error))
    let message: IncomingMessage
    try {
      const answered = answerOf(outgoing)
      outgoing.end()
      message = await answered
    } catch (error) {
      watch.end()
      throw watch.stopped() ?? networkFailure(error, redact)
    }
    const location = message.headers.location
    const status = message.statusCode ?? 0
    if (status < 300 || status >= 400 || location === undefined) {
      return {
        status,
        headers: flatHeaders(message),
        chunks: watched(message, watch, redact),
        close: () => {
          watch.end()
          outgoing.destroy()
        },
      }
    }
    message.resume()
    watch.end()
    const next = URL.canParse(location, here.href) ? new URL(location, here) : undefined
    if (
      next === undefined ||
      !/^https?:$/.test(next.protocol) ||
      (here.protocol === 'https:' && next.protocol === 'http:')
    ) {
      throw new Failure('the server redirects to an address that is not safe', { kind: 'status', status })
    }
    if (next.origin !== here.origin) headers = withoutCredentials(headers)
    here = next
  }
  throw new Failure('the server redirects in circles', { kind: 'status', status: 310 })
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
  )
}

async function* watched(
  message: IncomingMessage,
  watch: Watch,
  redact: (text: string) => string,
): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of message as AsyncIterable<Uint8Array>) {
      watch.progress(STALL_AFTER)
      yield chunk
    }
    if (!message.complete) throw new Failure('the answer broke off', { kind: 'network' })
  } catch (error) {
    throw error instanceof Failure ? error : (watch.stopped() ?? networkFailure(error, redact))
  } finally {
    watch.end()
  }
}

interface Watch {
  /** Something moved; the next thing is due within so many milliseconds. */
  progress(within: number): void
  onStop(stop: (error: Error) => void): void
  /** Why the transfer was stopped from here: a stall, or the caller's signal. */
  stopped(): Error | undefined
  end(): void
}

function startWatch(options: TransferOptions): Watch {
  const { clock, signal } = options
  const over = new AbortController()
  let due = clock.now() + STALL_AFTER
  let reason: Error | undefined
  let stop: ((error: Error) => void) | undefined
  const halt = (error: Error): void => {
    reason ??= error
    stop?.(error)
  }
  const onAbort = (): void => {
    halt(reasonOf(signal))
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  const guard = async (): Promise<void> => {
    for (let left = due - clock.now(); left > 0; left = due - clock.now())
      await clock.sleep(left, over.signal)
    halt(new Failure('nothing moved any more', { kind: 'stall' }))
  }
  guard().catch(() => undefined)
  return {
    progress: (within) => {
      due = clock.now() + within
    },
    onStop: (callback) => {
      stop = callback
      if (signal?.aborted === true) onAbort()
    },
    stopped: () => reason,
    end: () => {
      signal?.removeEventListener('abort', onAbort)
      over.abort(new Error('over'))
    },
  }
}

function startRequest(url: string, method: string, headers: Readonly<Record<string, string>>): ClientRequest {
  const request = url.startsWith('https:') ? httpsRequest : httpRequest
  return request(url, { method, headers })
}

function answerOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve)
    outgoing.on('error', reject)
    outgoing.once('close', () => {
      reject(new Error('the connection was closed'))
    })
  })
}

/** Resolves when the kernel has the chunk; at once where the request is over. */
function write(outgoing: ClientRequest, chunk: Uint8Array): Promise<void> {
  if (outgoing.destroyed) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      outgoing.off('close', done)
      outgoing.off('response', done)
      resolve()
    }
    outgoing.on('close', done)
    outgoing.on('response', done)
    outgoing.write(chunk, done)
  })
}

async function readText(message: IncomingMessage, onProgress: () => void): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Uint8Array>) {
    size += chunk.length
    if (size > LARGEST_ANSWER) throw new Error('an answer of more than 4 MiB')
    chunks.push(chunk)
    onProgress()
  }
  return Buffer.concat(chunks).toString('utf8')
}

function flatHeaders(message: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
}

const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])
const DISK = new Set(['ENOENT', 'EACCES', 'EISDIR', 'EIO', 'EPERM', 'EMFILE'])

function isDiskError(error: unknown): boolean {
  return (
    error instanceof Error &&
    'syscall' in error &&
    /^(open|read)$/.test(String(error.syscall)) &&
    DISK.has(systemErrorCode(error) ?? '')
  )
}

/** A broken connection, its message without secrets. */
export function networkFailure(error: unknown, redact: (text: string) => string): Failure {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const code = systemErrorCode(inner) ?? systemErrorCode(error)
  const message = inner instanceof Error ? inner.message : String(inner)
  return new Failure(
    redact(code !== undefined && !message.includes(code) ? `${code}: ${message}` : message),
    {
      kind: 'network',
      unsent: code !== undefined && UNSENT.has(code),
    },
  )
}
