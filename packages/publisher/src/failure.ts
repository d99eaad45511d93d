import { type Failure, type Patience, retryAfter, waitAfter, wholeSeconds } from '@exuvia/network'

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
const PATIENCE: Patience = {
  tries: MAX_TRIES,
  firstWait: 1000,
  longestBackoff: 30_000,
  longestWait: LONGEST_WAIT,
}

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
  const { kind, status = 0 } = failure.details
  if (kind === 'status' && (status === 403 || status === 429)) {
    const wait = rateWait(failure, failed.rateWaits, serverNow)
    if (wait === undefined || wait > LONGEST_WAIT || failed.rateWaits >= MAX_RATE_WAITS)
      return { again: false }
    return { again: true, wait, rate: true, ambiguous: false }
  }
  const wait = waitAfter(failure, failed.tries, serverNow, PATIENCE)
  if (wait === undefined) return { again: false }
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
  const reset = wholeSeconds(headers['x-ratelimit-reset'])
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
  return headers['x-ratelimit-remaining'] === '0' ? wholeSeconds(headers['x-ratelimit-reset']) : undefined
}
