import { Octokit } from '@octokit/rest'
import { addAll, messageOf } from '@exuvia/model'
import {
  type Clock,
  Failure,
  innermost,
  makeRedactor,
  networkFailure,
  reasonOf,
  retry,
  STALL_AFTER,
  systemClock,
  type TransferOptions,
} from '@exuvia/network'
import { AnswerRefused, cappedFetch, isJson } from './capped-fetch.ts'
import { judge } from './failure.ts'
import { type PublishEvent, type ReleaseLocation, parseApiUrl, parseToken } from './options.ts'
import { type RepositoryName, parseRepository } from './repository-name.ts'
import { type Cost, type Pacer, createPacer } from './pacer.ts'
import { MalformedAnswer, asListOf } from './shapes.ts'

/** Access to one repository's API, with rate limits, retries and secrets. */
export interface GitHub {
  readonly octokit: Octokit
  /** The API's address, without a final `/`. */
  readonly api: string
  readonly repository: RepositoryName
  /** Undefined before the repository is read. */
  readonly defaultBranch: string | undefined
  readonly token: string | undefined
  readonly clock: Clock
  readonly pacer: Pacer
  readonly signal: AbortSignal | undefined
  readonly redact: (text: string) => string
  readonly report: (event: PublishEvent) => void
  /** The server's time, milliseconds since 1970. */
  readonly serverNow: () => number
  /** The scopes of a user's classic token, once an answer has reported them. */
  readonly scopes: () => readonly string[] | undefined
  /** Reads time and token data from an answer's headers. */
  readonly note: (headers: Readonly<Record<string, string | undefined>>) => void
}

/** One request of the API. */
export interface Ask<T> {
  /** For messages: `list the releases`. */
  readonly what: string
  readonly cost: Cost
  /** `GET /repos/{owner}/{repo}/…`; the request fills in owner and repo. */
  readonly route: string
  readonly parameters?: Readonly<Record<string, unknown>>
  /** Checks the answer's shape, because Octokit silently returns truncated answers. */
  readonly shape: (data: unknown, headers: Readonly<Record<string, string | undefined>>) => T
  /** It may be sent again even if it took effect; otherwise an ambiguous failure is thrown. */
  readonly repeatable: boolean
}

export const USER_AGENT = 'exuvia'

const quiet = (): void => undefined

export function connect(
  location: Omit<ReleaseLocation, 'tag'>,
  report: (event: PublishEvent) => void = () => undefined,
): GitHub {
  const clock = location.clock ?? systemClock
  const token = parseToken(location.token)
  const api = parseApiUrl(location.apiUrl)
  const octokit = new Octokit({
    baseUrl: api,
    request: { fetch: cappedFetch },
    userAgent: USER_AGENT,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    ...(token === undefined ? {} : { auth: token }),
  })
  let skew = 0
  let scopes: readonly string[] | undefined
  const isClassic = token !== undefined && /^gh[po]_/.test(token)
  return {
    octokit,
    api,
    repository: parseRepository(location.repository),
    defaultBranch: undefined,
    token,
    clock,
    pacer: createPacer(clock, (ms) => {
      report({ type: 'wait', seconds: Math.ceil(ms / 1000), reason: "to keep under GitHub's rate limits" })
    }),
    signal: location.signal,
    redact: makeRedactor([token]),
    report,
    serverNow: () => clock.now() + skew,
    scopes: () => scopes,
    note: (headers) => {
      const told = headers['x-oauth-scopes']
      if (isClassic && told !== undefined) scopes = told.split(',').map((scope) => scope.trim())
      const date = Date.parse(headers['date'] ?? '')
      if (!Number.isNaN(date)) skew = date - clock.now()
    },
  }
}

/** Headers and retries for requests without Octokit. */
export function transferOptions(github: GitHub, headers: Readonly<Record<string, string>>): TransferOptions {
  return {
    clock: github.clock,
    signal: github.signal,
    redact: github.redact,
    headers: {
      'user-agent': USER_AGENT,
      ...(github.token === undefined ? {} : { authorization: `token ${github.token}` }),
      ...headers,
    },
  }
}

/**
 * Sends a request, checks the answer, and retries as `judge` decides.
 * @throws Failure
 */
export async function ask<T>(github: GitHub, request: Ask<T>): Promise<T> {
  return persist(github, request.what, request.cost, request.repeatable, () => attempt(github, request))
}

/** Runs one request until it works or may not be repeated. */
export async function persist<T>(
  github: GitHub,
  what: string,
  cost: Cost,
  repeatable: boolean,
  run: () => Promise<T>,
): Promise<T> {
  const failed = { tries: 0, rateWaits: 0 }
  return retry(run, {
    signal: github.signal,
    admit: () => github.pacer.admit(cost, github.signal),
    async next(failure) {
      const verdict = judge(failure, failed, github.serverNow())
      if (!verdict.again || (verdict.ambiguous && !repeatable)) return false
      failed[verdict.rate ? 'rateWaits' : 'tries'] += 1
      github.report({ type: 'retry', what, reason: failure.message })
      if (verdict.rate) github.pacer.holdFor(verdict.wait)
      else await github.clock.sleep(verdict.wait, github.signal)
      return true
    },
  })
}

const PAGE = 100
const MAX_PAGES = 100

interface Page<T> {
  readonly items: readonly T[]
  readonly hasNext: boolean
}

/** Reads all pages of a list. The server may return shorter pages than requested. */
export async function askForAll<T>(
  github: GitHub,
  request: Omit<Ask<T>, 'cost' | 'repeatable'>,
): Promise<T[]> {
  const items: T[] = []
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const parameters = { ...request.parameters, per_page: PAGE, page }
    const shape: Ask<Page<T>>['shape'] = (data, headers) => {
      const some = asListOf(data, (each) => request.shape(each, headers))
      const { link } = headers
      const hasNext = link === undefined ? some.length >= PAGE : /\brel="?next\b/.test(link)
      return { items: some, hasNext }
    }
    const some = await ask(github, { ...request, parameters, shape, cost: 'read', repeatable: true })
    addAll(items, some.items)
    if (!some.hasNext) break
  }
  return items
}

async function attempt<T>(github: GitHub, request: Ask<T>): Promise<T> {
  const { clock, octokit, repository, redact, signal } = github
  const over = new AbortController()
  const stop = new AbortController()
  let stalled = false
  const onAbort = (): void => {
    stop.abort(reasonOf(signal))
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  const guard = async (): Promise<void> => {
    await clock.sleep(STALL_AFTER, over.signal)
    stalled = true
    stop.abort(new Error('stalled'))
  }
  guard().catch(quiet)
  try {
    const answer = await octokit.request(request.route, {
      ...repository,
      ...request.parameters,
      // Octokit's own parser calls a function for each value, which takes seconds and 650 MB for a list of 1 MB.
      request: { signal: stop.signal, parseSuccessResponseBody: false },
    })
    const headers = answer.headers as Record<string, string | undefined>
    github.note(headers)
    return request.shape(await dataOf(answer.data, headers), headers)
  } catch (error) {
    if (stalled) throw new Failure(`${request.what}: no answer for a minute`, { kind: 'stall' })
    const failure = failureOf(error, request.what, redact)
    if (failure.details.headers !== undefined) github.note(failure.details.headers)
    throw failure
  } finally {
    over.abort(new Error('over'))
    signal?.removeEventListener('abort', onAbort)
  }
}

/** What an answer says: the values of JSON, or else its text. @throws MalformedAnswer */
async function dataOf(
  body: unknown,
  headers: Readonly<Record<string, string | undefined>>,
): Promise<unknown> {
  // Octokit returns no stream for an answer without a body.
  if (!(body instanceof ReadableStream)) return ''
  const text = await new Response(body).text()
  return isJson(headers['content-type']) ? parseJson(text) : text
}

/** Converts Octokit's errors, and answers of the wrong shape, to failures. */
function failureOf(error: unknown, what: string, redact: (text: string) => string): Failure {
  if (error instanceof MalformedAnswer) {
    return new Failure(`${what}: the answer is not complete (${error.message})`, { kind: 'malformed' })
  }
  const response = isRecord(error) && isRecord(error['response']) ? error['response'] : undefined
  if (response !== undefined && typeof response['status'] === 'number') {
    const headers = isRecord(response['headers'])
      ? (response['headers'] as Record<string, string | undefined>)
      : {}
    return statusFailure(what, response['status'], headers, response['data'], redact)
  }
  if (innermost(error) instanceof AnswerRefused) {
    return new Failure(`${what}: ${messageOf(innermost(error))}`, { kind: 'too-large' })
  }
  const inner = networkFailure(error, redact)
  return new Failure(`${what}: ${inner.message}`, inner.details)
}

/** An error answer: its status, GitHub's message and the codes in it. */
export function statusFailure(
  what: string,
  status: number,
  headers: Readonly<Record<string, string | undefined>>,
  data: unknown,
  redact: (text: string) => string,
): Failure {
  const fields = isRecord(data) ? data : {}
  const errors = (Array.isArray(fields['errors']) ? fields['errors'] : []).filter(isRecord)
  const codes = errors.map((each) => `${word(each['field'])}:${word(each['code'])}`)
  const details = errors.map(
    (each) => word(each['message']) || `${word(each['field'])} ${word(each['code'])}`,
  )
  const told = typeof data === 'string' ? plainText(data) : word(fields['message'])
  const message = [told, ...details].filter((part) => part !== '').join('; ')
  return new Failure(redact(`${what}: ${status}${message === '' ? '' : ` ${message.slice(0, 500)}`}`), {
    kind: 'status',
    status,
    headers,
    codes,
  })
}

/** The text of a page from a proxy or load balancer instead of GitHub. */
function plainText(page: string): string {
  // linear: it reads at most 4,096 characters of a page
  const text = page.slice(0, 4096).replaceAll(/<(style|script|title)\b[^]*?<\/\1>|<[^>]*>/gi, ' ')
  return text.replaceAll(/\s+/g, ' ').trim().slice(0, 200)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object'
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Parses JSON of an answer without Octokit. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new MalformedAnswer(messageOf(error))
  }
}
