import { gzipSync } from 'node:zlib'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock, SimulatedClock } from './clock.ts'
import type { Fault } from './faults.ts'
import type { Answer } from './handler.ts'

/** A fault or the client closed the connection; no answer is possible. */
export class ConnectionLost extends Error {}

/** Bandwidth and latency of the simulated network. */
export interface Network {
  /** Milliseconds before the twin handles a request. */
  readonly latency: number
  /** Of the line in each direction; all requests share it. */
  readonly bytesPerSecond: number
}

/** One direction of the line, and the time at which its queue is empty. */
export interface Line {
  freeFrom: number
}

/** One request and its answer, as the matching faults let them through. */
export interface Exchange {
  readonly message: IncomingMessage
  readonly response: ServerResponse
  readonly clock: Clock & Partial<SimulatedClock>
  readonly network: Network
  readonly lines: { readonly in: Line; readonly out: Line }
  /** Called with the length of each received piece of the body. */
  readonly received: (bytes: number) => void
  readonly faults: readonly Fault[]
  /** Simulated time may continue while work is paused. */
  readonly work: { readonly pause: () => void; readonly resume: () => void }
}

export function hasFault<K extends Fault['kind']>(
  exchange: Exchange,
  kind: K,
): Extract<Fault, { kind: K }> | undefined {
  return exchange.faults.find((fault): fault is Extract<Fault, { kind: K }> => fault.kind === kind)
}

/** Breaks the connection with a reset. */
export function breakConnection(exchange: Exchange): never {
  exchange.message.socket.resetAndDestroy()
  throw new ConnectionLost('by a fault')
}

/** Sends nothing more until the client gives up. */
async function stall(exchange: Exchange): Promise<never> {
  exchange.work.pause()
  if (!exchange.message.socket.destroyed) {
    await new Promise<void>((resolve) => {
      exchange.message.socket.once('close', () => {
        resolve()
      })
    })
  }
  throw new ConnectionLost('stalled until the client gave up')
}

/** Applies the faults of a request before the twin reads any of it. */
export async function beforeReading(exchange: Exchange): Promise<void> {
  const { latency } = exchange.network
  if (latency > 0) await pause(exchange, latency)
  for (const fault of exchange.faults) {
    if (fault.kind === 'delay') await pause(exchange, fault.ms)
    if (fault.kind === 'refuse') breakConnection(exchange)
    if (fault.kind === 'stall' && fault.at === 'start') await stall(exchange)
    if (fault.kind === 'reset-before') {
      await drain(exchange.message)
      breakConnection(exchange)
    }
    if (fault.kind === 'call' && fault.at === 'before') await fault.run()
  }
}

/** The request's bytes: cut off, stalled, corrupted or slowed by the faults. */
export async function* requestBody(exchange: Exchange): AsyncGenerator<Uint8Array> {
  const total = Number(exchange.message.headers['content-length'] ?? '0')
  const cut = exchange.faults.find(
    (fault) => fault.kind === 'reset-midway' || (fault.kind === 'stall' && fault.at === 'body'),
  )
  const calls = exchange.faults.filter((fault) => fault.kind === 'call' && fault.at === 'during')
  let corrupt = hasFault(exchange, 'corrupt') !== undefined
  let seen = 0
  try {
    for await (const chunk of exchange.message as AsyncIterable<Uint8Array>) {
      exchange.clock.touch?.()
      seen += chunk.length
      exchange.received(chunk.length)
      for (let call = calls.shift(); call !== undefined; call = calls.shift())
        if (call.kind === 'call') await call.run()
      if (cut !== undefined && seen >= total / 2) {
        if (cut.kind === 'stall') await stall(exchange)
        breakConnection(exchange)
      }
      await throttle(exchange, exchange.lines.in, chunk.length)
      yield corrupt ? flipFirst(chunk) : chunk
      corrupt = false
    }
  } catch (error) {
    throw error instanceof ConnectionLost
      ? error
      : new ConnectionLost('the client went away', { cause: error })
  }
  if (hasFault(exchange, 'starter') !== undefined) throw new StarterLeft()
}

/** The whole body arrived, and the server fails to store it. */
export class StarterLeft extends Error {}

/** Applies the faults of a request after it took effect. */
export async function afterEffect(exchange: Exchange): Promise<void> {
  for (const fault of exchange.faults) {
    if (fault.kind === 'call' && fault.at === 'after') await fault.run()
    if (fault.kind === 'reset-after') breakConnection(exchange)
    if (fault.kind === 'stall' && fault.at === 'answer') await stall(exchange)
  }
}

/** The error answer of a fault. Without a message it is a page, as load balancers send it. */
export function failureAnswer(fault: Extract<Fault, { kind: 'status' }>): Answer {
  const html = `<html><body><h1>${fault.status}</h1>The server met an error.</body></html>`
  return {
    status: fault.status,
    body:
      fault.message === undefined
        ? html
        : { message: fault.message, documentation_url: 'https://docs.github.com/rest' },
    headers: {
      ...(fault.message === undefined ? { 'content-type': 'text/html' } : {}),
      ...(fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }),
      ...fault.headers,
    },
  }
}

/** Sends an answer: JSON, text, or nothing. */
export function send(exchange: Exchange, answer: Answer): void {
  const { response, message } = exchange
  const isText = typeof answer.body === 'string'
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(altered(exchange, answer.body))
  let bytes = answer.body === undefined ? Buffer.alloc(0) : Buffer.from(text)
  const flood = exchange.faults.find((fault) => fault.kind === 'flood')
  if (flood !== undefined) {
    bytes = gzipSync(
      Buffer.concat([Buffer.from('["'), Buffer.alloc(flood.bytes - 4, 'x'), Buffer.from('"]')]),
    )
    response.setHeader('content-encoding', 'gzip')
  }
  if (hasFault(exchange, 'truncate') !== undefined) bytes = bytes.subarray(0, Math.floor(bytes.length / 2))
  response.statusCode = answer.status
  if (answer.body !== undefined) {
    response.setHeader(
      'content-type',
      isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8',
    )
  }
  const headers = exchange.faults.map((fault) => (fault.kind === 'alter' ? fault.headers : undefined))
  for (const [name, value] of Object.entries(
    Object.assign({}, answer.headers, ...headers) as Record<string, string>,
  ))
    response.setHeader(name, value)
  if (answer.status !== 204) response.setHeader('content-length', bytes.length)
  if (!message.complete) response.setHeader('connection', 'close')
  response.end(bytes)
  message.resume()
}

function altered(exchange: Exchange, body: unknown): unknown {
  let result = body
  for (const fault of exchange.faults) if (fault.kind === 'alter') result = fault.change(result)
  return result
}

/** Sends a stream, for the object store. */
export async function sendStream(
  exchange: Exchange,
  size: number,
  headers: Readonly<Record<string, string>>,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { response } = exchange
  response.writeHead(200, { ...headers, 'content-length': size })
  let corrupt = hasFault(exchange, 'corrupt') !== undefined
  let sent = 0
  for await (const chunk of chunks) {
    const half = Math.ceil(size / 2) - sent
    const cut = exchange.faults.some(
      (fault) => fault.kind === 'reset-midway' || (fault.kind === 'stall' && fault.at === 'body'),
    )
    if (cut && chunk.length >= half) {
      await new Promise<void>((resolve) => {
        response.write(chunk.subarray(0, half), () => {
          resolve()
        })
      })
      if (hasFault(exchange, 'stall') !== undefined) await stall(exchange)
      breakConnection(exchange)
    }
    await throttle(exchange, exchange.lines.out, chunk.length)
    if (response.destroyed) throw new ConnectionLost('the client went away')
    if (!response.write(corrupt ? flipFirst(chunk) : chunk)) await drained(response)
    corrupt = false
    sent += chunk.length
    exchange.clock.touch?.()
  }
  response.end()
}

/** Reads a body to the end without keeping it. */
export async function drain(message: IncomingMessage): Promise<void> {
  try {
    for await (const chunk of message) void chunk
  } catch (error) {
    throw new ConnectionLost('the client went away', { cause: error })
  }
}

async function pause(exchange: Exchange, ms: number): Promise<void> {
  exchange.work.pause()
  await exchange.clock.sleep(ms)
  exchange.work.resume()
}

/** Milliseconds that a timer may be late: bytes move between two timers. A longer gap means that the line was idle. */
const LATE = 20

async function throttle(exchange: Exchange, line: Line, bytes: number): Promise<void> {
  const { bytesPerSecond } = exchange.network
  if (!Number.isFinite(bytesPerSecond)) return
  const now = exchange.clock.now()
  const begin = now - line.freeFrom < LATE ? line.freeFrom : now
  line.freeFrom = begin + (bytes / bytesPerSecond) * 1000
  if (line.freeFrom > now) await pause(exchange, line.freeFrom - now)
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.on('drain', done)
    response.on('close', done)
  })
}

function flipFirst(chunk: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(chunk)
  copy[0] = (copy[0] ?? 0) ^ 0xff
  return copy
}
