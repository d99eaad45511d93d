import type { ClientRequest, IncomingMessage } from 'node:http'
import { messageOf, systemErrorCode } from '@exuvia/model'
import type { Clock } from './clock.ts'
import { Failure } from './failure.ts'

/** What requests have in common. */
export interface TransferOptions {
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
  readonly headers: Readonly<Record<string, string>>
  /** Credentials by address. With it, every redirect gets those of its own address, and no others. */
  readonly authorize?: (url: URL) => string | undefined
  /** Removes secrets from a message. */
  readonly redact: (text: string) => string
}

/**
 * Node's own HTTP rather than fetch: fetch gives up on an answer after five minutes, and does not
 * report progress.
 */
export function startRequest(
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
): ClientRequest {
  // An import of these modules loads all that they export, fetch and WebSocket too, before a command begins.
  const { request } = process.getBuiltinModule(url.startsWith('https:') ? 'node:https' : 'node:http')
  return request(url, { method, headers })
}

/** Resolves with the start of the answer. Rejects if the connection ends without one. */
export function answerOf(outgoing: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.once('response', resolve)
    outgoing.on('error', reject)
    outgoing.once('close', () => {
      reject(new Error('the connection was closed'))
    })
  })
}

/** Converts headers to one text each. */
export function flatHeaders(message: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : value,
    ]),
  )
}

const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])

/** A broken connection, its message without secrets. */
export function networkFailure(error: unknown, redact: (text: string) => string): Failure {
  const inner = innermost(error)
  const code = systemErrorCode(inner)
  const message = messageOf(inner)
  // fetch's own codes explain nothing.
  const isToldBy = code === undefined || code.startsWith('UND_') || message.includes(code)
  const said = [...(isToldBy ? [] : [code]), ...(message === '' ? [] : [message])].join(': ')
  return new Failure(redact(said), {
    kind: 'network',
    unsent: code !== undefined && UNSENT.has(code),
    ...(code === undefined ? {} : { code }),
  })
}

/** Finds the cause: Octokit wraps fetch's errors, which wrap others, and a host with several addresses gives one each. */
export function innermost(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0])
  return error instanceof Error && error.cause instanceof Error ? innermost(error.cause) : error
}
