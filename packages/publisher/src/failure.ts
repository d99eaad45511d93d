/** The reason why a request failed. Its texts never contain the token. */
export interface FailureDetails {
  readonly kind: 'network' | 'stall' | 'malformed' | 'too-large' | 'status'
  /** With kind `status`. */
  readonly status?: number
  /** The request cannot have reached the server. */
  readonly unsent?: boolean
  /** The system's, of a broken connection: `ECONNRESET`. */
  readonly code?: string
  /** GitHub's `errors[].field:code` pairs: `name:already_exists`. */
  readonly codes?: readonly string[]
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** A failed request; `judge` decides about a retry. */
export class Failure extends Error {
  readonly details: FailureDetails

  constructor(message: string, details: FailureDetails) {
    super(message)
    this.details = details
  }

  get status(): number | undefined {
    return this.details.status
  }

  has(code: string): boolean {
    return this.details.codes?.includes(code) === true
  }
}

/** The reaction to a failure. */
export type Verdict =
  | { readonly again: false }
  /** `ambiguous`: it may have taken effect, so check before retrying. */
  | { readonly again: true; readonly wait: number; readonly rate: boolean; readonly ambiguous: boolean }

/** Maximum attempts for one request, apart from rate limits. */
export const MAX_TRIES = 6
/** Maximum waits for rate limits for one request. */
const MAX_RATE_WAITS = 10
const LONGEST_WAIT = 65 * 60_000

/**
 * Decides what to retry: broken connections, stalls, cut-off answers, 408, 5xx,
 * and 403 or 429 with the signs of a rate limit. Never 401, 404, 422, nor a plain 403, nor a server whose
 * certificate is not trusted.
 * @param failed how often it failed before, without and with a rate limit's signs
 * @param serverNow the server's time, milliseconds since 1970
 */
export function judge(
  failure: Failure,
  failed: { readonly tries: number; readonly rateWaits: number },
  serverNow: number,
): Verdict {
  const { kind, status = 0, headers = {} } = failure.details
  if (kind === 'status' && (status === 403 || status === 429)) {
    const wait = rateWait(failure, failed.rateWaits, serverNow)
    if (wait === undefined || wait > LONGEST_WAIT || failed.rateWaits >= MAX_RATE_WAITS)
      return { again: false }
    return { again: true, wait, rate: true, ambiguous: false }
  }
  if (kind === 'too-large' || (kind === 'status' && status !== 408 && status < 500)) return { again: false }
  if (failed.tries + 1 >= MAX_TRIES || isUntrusted(failure)) return { again: false }
  const backoff = Math.min(1000 * 2 ** failed.tries, 30_000)
  const wait = Math.max(backoff, retryAfter(headers, serverNow) ?? 0)
  if (wait > LONGEST_WAIT) return { again: false }
  return {
    again: true,
    wait,
    rate: false,
    ambiguous: failure.details.unsent !== true,
  }
}

/** Milliseconds to wait if a 403 or 429 has the signs of a rate limit, otherwise undefined. */
function rateWait(failure: Failure, waited: number, serverNow: number): number | undefined {
  const { status, headers = {} } = failure.details
  const asked = retryAfter(headers, serverNow)
  if (asked !== undefined) return Math.max(asked, 1000)
  const isUsedUp = headers['x-ratelimit-remaining'] === '0'
  const reset = seconds(headers['x-ratelimit-reset'])
  // Do not retry every second if the server keeps reporting a reset in the past.
  if (isUsedUp && reset !== undefined) return Math.max(reset - serverNow + 1000, 1000 * 2 ** waited)
  const isLimit =
    status === 429 ||
    isUsedUp ||
    headers['retry-after'] !== undefined ||
    /rate limit|abuse detection/i.test(failure.message)
  return isLimit ? Math.min(60_000 * 2 ** waited, 15 * 60_000) : undefined
}

/** Whether a 403 or 429 is about a temporary limit, however long. */
export function isRateLimit(failure: Failure): boolean {
  const { status } = failure
  return (status === 403 || status === 429) && rateWait(failure, 0, 0) !== undefined
}

/** The end of a rate limit according to the server: milliseconds since 1970. */
export function limitEnds(failure: Failure, serverNow: number): number | undefined {
  const { headers = {} } = failure.details
  const asked = retryAfter(headers, serverNow)
  if (asked !== undefined) return serverNow + asked
  return headers['x-ratelimit-remaining'] === '0' ? seconds(headers['x-ratelimit-reset']) : undefined
}

/** Milliseconds that `retry-after` requires, in seconds or as a date (RFC 9110, 10.2.3). */
function retryAfter(
  headers: Readonly<Record<string, string | undefined>>,
  serverNow: number,
): number | undefined {
  const text = headers['retry-after']?.trim()
  if (text === undefined || !/^[A-Z][a-z]+,? /.test(text)) return seconds(text)
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(date - serverNow, 0)
}

function seconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) * 1000 : undefined
}

/** This machine does not trust the server's certificate; retrying does not help. */
export function isUntrusted(failure: Failure): boolean {
  return /CERT|^UNABLE_TO_/.test(failure.details.code ?? '')
}

/** Removes the token, plain or encoded, from a text. */
export function makeRedactor(token: string | undefined): (text: string) => string {
  if (token === undefined) return (text) => text
  const forms = [token, encodeURIComponent(token), Buffer.from(token).toString('base64')]
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, '[token]'), text)
}
