import type { Finding } from './finding.ts'

/**
 * Who has to act on an error:
 * - `usage`: the call or the config is wrong; the user changes it.
 * - `refused`: a check or the policy said no.
 * - `outside`: a tool, the file system or a network service failed.
 * - `interrupted`: the user stopped the run.
 */
export type ErrorKind = 'usage' | 'refused' | 'outside' | 'interrupted'

export interface ErrorOptions {
  readonly cause?: unknown
  /** What to do next: one or more short lines, each a command to run or a line to write. */
  readonly hint?: string
  /** The findings behind a refusal, so that a caller can show or annotate each. */
  readonly findings?: readonly Finding[]
}

/**
 * The one error type that Exuvia throws on purpose. Anything else that reaches the
 * top is a bug. `code` is stable and kebab-case; `message` says what was expected,
 * what came and where, without a trailing full stop.
 */
export class ExuviaError extends Error {
  override readonly name = 'ExuviaError'
  readonly kind: ErrorKind
  readonly code: string
  readonly hint: string | undefined
  readonly findings: readonly Finding[]

  constructor(kind: ErrorKind, code: string, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.kind = kind
    this.code = code
    this.hint = options.hint
    this.findings = options.findings ?? []
  }
}

/** The call or config is wrong. */
export function usageError(code: string, message: string, options?: ErrorOptions): ExuviaError {
  return new ExuviaError('usage', code, message, options)
}

/** A check or the policy said no. */
export function refusal(code: string, message: string, options?: ErrorOptions): ExuviaError {
  return new ExuviaError('refused', code, message, options)
}

/** A tool, the file system or a network service failed. */
export function outsideError(code: string, message: string, options?: ErrorOptions): ExuviaError {
  return new ExuviaError('outside', code, message, options)
}

/** The `code` of a Node system error (`ENOENT`, `ENOSPC`, …), or undefined. */
export function systemErrorCode(error: unknown): string | undefined {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return undefined
}

/** Any thrown value as text for a message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
