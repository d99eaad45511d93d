/** The reason why a request failed. Its texts never contain a secret. */
export interface FailureDetails {
  /** `too-large`: beyond a limit of what is read, so another attempt gives no other result. */
  readonly kind: 'network' | 'stall' | 'malformed' | 'too-large' | 'status'
  /** With kind `status`. */
  readonly status?: number
  /** The request cannot have reached the server. */
  readonly unsent?: boolean
  /** The system's, of a broken connection: `ECONNRESET`. */
  readonly code?: string
  /** The answer's own words for the mistake; of GitHub `errors[].field:code` pairs: `name:already_exists`. */
  readonly codes?: readonly string[]
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** A failed request; the caller decides about a retry. */
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

/** Milliseconds that `retry-after` requires, in seconds or as a date (RFC 9110, 10.2.3). */
export function retryAfter(
  headers: Readonly<Record<string, string | undefined>>,
  serverNow: number,
): number | undefined {
  const text = headers['retry-after']?.trim()
  if (text === undefined || !/^[A-Z][a-z]+,? /.test(text)) return wholeSeconds(text)
  const date = Date.parse(text)
  return Number.isNaN(date) ? undefined : Math.max(date - serverNow, 0)
}

/** Converts a header in whole seconds to milliseconds; undefined if it is something else. */
export function wholeSeconds(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,12}$/.test(text) ? Number(text) * 1000 : undefined
}

/** This machine does not trust the server's certificate; retrying does not help. */
export function isUntrusted(failure: Failure): boolean {
  return /CERT|^UNABLE_TO_/.test(failure.details.code ?? '')
}

/** Whether a proxy asks for a password: Node reports it for a tunnel in words only. */
export function isProxyPassword(failure: Failure): boolean {
  return failure.status === 407 || (failure.details.kind === 'network' && /\b407\b/.test(failure.message))
}

/** Removes secrets, plain or encoded, from a text. */
export function makeRedactor(secrets: readonly (string | undefined)[]): (text: string) => string {
  const forms = secrets
    .filter((secret): secret is string => secret !== undefined && secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')])
  return (text) => forms.reduce((clean, form) => clean.replaceAll(form, '[token]'), text)
}
