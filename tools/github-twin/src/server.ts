import type { IncomingMessage, ServerResponse } from 'node:http'
import type { SimulatedClock } from './clock.ts'
import { ApiError, PAGES, notFound, plain } from './errors.ts'
import {
  ConnectionLost,
  type Exchange,
  type Network,
  StarterLeft,
  afterEffect,
  beforeReading,
  drain,
  failureAnswer,
  hasFault,
  requestBody,
  send,
} from './exchange.ts'
import type { Fault, Seen } from './faults.ts'
import { type Answer, type Call, scopesOf } from './handler.ts'
import type { RateLimiter } from './limits.ts'
import { checkAnswer } from './openapi.ts'
import { type Host, type Match, matchRoute } from './routes.ts'
import { serveBlob } from './store.ts'
import type { TwinToken, World } from './world.ts'

export interface LoggedRequest extends Seen {
  /** Undefined while it is under way, and after the connection broke. */
  status: number | undefined
  /** Milliseconds since 1970, of the twin's clock. */
  readonly at: number
  /** Received bytes of its body. */
  received: number
}

export interface ServerState {
  readonly world: World
  readonly limiter: RateLimiter
  readonly network: Network
  readonly lines: Exchange['lines']
  /** An Enterprise Server has none, unless its owner turns them on. */
  readonly hasRateLimits: boolean
  /** The prefix of the API's paths: `/api/v3` on GitHub Enterprise Server. */
  readonly prefix: { readonly api: string; readonly uploads: string }
  readonly meet: (request: Seen) => readonly Fault[]
  readonly requests: LoggedRequest[]
  /** Answers that do not fit GitHub's description, and errors inside the twin. */
  readonly violations: string[]
  active: number
}

const API_VERSIONS = new Set(['2022-11-28', '2026-03-10'])

/** Serves one request on one of the three hosts. Never rejects. */
export async function serve(
  state: ServerState,
  host: 'api' | 'uploads' | 'store',
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { clock } = state.world
  const hold = (): (() => void) => (clock as Partial<SimulatedClock>).hold?.() ?? ((): void => undefined)
  let release = hold()
  const work = {
    pause: () => {
      release()
    },
    resume: () => {
      release = hold()
    },
  }
  state.active += 1
  try {
    await dispatch(state, host, message, response, work)
  } catch (error) {
    if (!(error instanceof ConnectionLost)) {
      state.violations.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
      if (!response.headersSent) response.writeHead(500).end()
    }
    response.destroy()
  } finally {
    state.active -= 1
    release()
  }
}

async function dispatch(
  state: ServerState,
  listener: 'api' | 'uploads' | 'store',
  message: IncomingMessage,
  response: ServerResponse,
  work: Exchange['work'],
): Promise<void> {
  const { world } = state
  const method = message.method ?? 'GET'
  const url = new URL(message.url ?? '/', 'http://localhost')
  const { host, match } =
    listener === 'store'
      ? { host: 'store' as const, match: undefined }
      : findRoute(state, listener, method, url)
  const operation = match?.route.operation ?? (host === 'store' ? 'store/get' : 'unknown')
  const seen: Seen = { host, method, operation, path: url.pathname + url.search }
  const entry: LoggedRequest = { ...seen, status: undefined, at: world.clock.now(), received: 0 }
  state.requests.push(entry)
  response.sendDate = false
  response.setHeader('date', new Date(world.clock.now()).toUTCString())
  response.setHeader('x-github-request-id', state.requests.length.toString(16).toUpperCase().padStart(8, '0'))
  const exchange: Exchange = {
    message,
    response,
    clock: world.clock,
    network: state.network,
    lines: state.lines,
    received: (bytes) => {
      entry.received += bytes
    },
    faults: state.meet(seen),
    work,
  }
  await beforeReading(exchange)
  if (host === 'store') {
    entry.status = await serveBlob(world, exchange, url)
    return
  }
  const answer = await answerOf(state, exchange, match, url)
  entry.status = answer.status
  send(exchange, answer)
}

function findRoute(
  state: ServerState,
  listener: 'api' | 'uploads',
  method: string,
  url: URL,
): { host: Host; match: Match | undefined } {
  const prefix = state.prefix[listener]
  if (url.pathname.startsWith(`${prefix}/`)) {
    const match = matchRoute(listener, method, url.pathname.slice(prefix.length))
    if (match !== undefined) return { host: listener, match }
  }
  const web = listener === 'api' ? matchRoute('web', method, url.pathname) : undefined
  return web === undefined ? { host: listener, match: undefined } : { host: 'web', match: web }
}

/** The answer of an API request, after its faults; throws `ConnectionLost` if there is none. */
async function answerOf(
  state: ServerState,
  exchange: Exchange,
  match: Match | undefined,
  url: URL,
): Promise<Answer> {
  const failure = hasFault(exchange, 'status')
  if (failure !== undefined && failure.tookEffect !== true) {
    await drain(exchange.message)
    return failureAnswer(failure)
  }
  let answer: Answer
  try {
    answer = await handle(state, exchange, match, url)
  } catch (error) {
    if (error instanceof StarterLeft) return failureAnswer({ kind: 'status', status: 502 })
    if (!(error instanceof ApiError)) throw error
    answer = { status: error.status, body: error.body, headers: error.headers }
  }
  holdAgainstDescription(match, answer)
  await afterEffect(exchange)
  return failure === undefined ? answer : failureAnswer(failure)
}

async function handle(
  state: ServerState,
  exchange: Exchange,
  match: Match | undefined,
  url: URL,
): Promise<Answer> {
  const { message, response } = exchange
  const caller = authenticate(state.world, message)
  if (message.headers['user-agent'] === undefined) {
    throw new ApiError(
      403,
      'Request forbidden by administrative rules. Please make sure your request has a User-Agent header.',
    )
  }
  const version = message.headers['x-github-api-version']
  if (version !== undefined && !API_VERSIONS.has(String(version))) {
    throw plain(400, `The provided API version ${String(version)} is not supported.`)
  }
  const who = caller?.token ?? ''
  const scopes = scopesOf(caller)
  if (scopes !== undefined) response.setHeader('x-oauth-scopes', scopes.join(', '))
  if (message.method === 'GET' && url.pathname === `${state.prefix.api}/rate_limit`) {
    if (!state.hasRateLimits) throw plain(404, 'Rate limiting is not enabled.')
    const core = state.limiter.look(who)
    return {
      status: 200,
      body: { resources: { core, search: { ...core, limit: 30, remaining: 30, used: 0 } }, rate: core },
    }
  }
  if (state.hasRateLimits && match?.route.host !== 'web') {
    const write = !['GET', 'HEAD'].includes(message.method ?? '')
    const creation = message.method === 'POST'
    const admission = state.limiter.admit(who, { write, creation }, state.active)
    for (const [name, value] of Object.entries(admission.headers)) response.setHeader(name, value)
    if (admission.refused !== undefined) throw rateLimited(admission.refused, admission.retryAfter, who)
  }
  if (match === undefined) throw notFound()
  const call: Call = {
    world: state.world,
    message,
    body: requestBody(exchange),
    params: match.params,
    query: url.searchParams,
    caller,
    template: match.route.template,
  }
  return match.route.handler(call)
}

function authenticate(world: World, message: IncomingMessage): TwinToken | undefined {
  const header = message.headers.authorization
  if (header === undefined) return undefined
  const bearer = /^(?:token|bearer) (.+)$/i.exec(header)?.[1]
  const basic = /^basic (.+)$/i.exec(header)?.[1]
  const token =
    bearer ?? (basic === undefined ? '' : (Buffer.from(basic, 'base64').toString().split(':')[1] ?? ''))
  const known = world.tokens.get(token)
  if (known === undefined) throw plain(401, 'Bad credentials')
  return known
}

function rateLimited(kind: 'primary' | 'secondary', retryAfter: number, who: string): ApiError {
  if (kind === 'secondary') {
    return plain(
      403,
      'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
      `${PAGES.limits}#about-secondary-rate-limits`,
      { 'retry-after': String(retryAfter) },
    )
  }
  const whom = who === '' ? '127.0.0.1' : 'user ID 1'
  return plain(
    403,
    `API rate limit exceeded for ${whom}.`,
    `${PAGES.limits}#primary-rate-limit-for-authenticated-users`,
  )
}

/** Throws inside the twin if GitHub would never send this answer. */
function holdAgainstDescription(match: Match | undefined, answer: Answer): void {
  if (match === undefined || match.route.host === 'web' || typeof answer.body === 'string') return
  if (answer.status === 304 || answer.status === 302) return
  const problem = checkAnswer(match.route.method, match.route.template, answer.status, answer.body)
  if (problem !== undefined)
    throw new Error(`the twin's answer does not fit GitHub's description: ${problem}`)
}
