import {
  type Argument,
  type ArgumentsOf,
  type Code,
  type Exactly,
  type PlainCode,
  renderMessage,
} from './catalogue/index.ts'
import { type Finding, type Subject, findingPlace } from './finding.ts'

/**
 * Who must act on an error:
 * - `usage`: the arguments or the config are wrong; the user fixes them.
 * - `refused`: a check failed.
 * - `outside`: a tool, the file system or a network service failed.
 * - `interrupted`: the user stopped the run.
 */
export type ErrorKind = 'usage' | 'refused' | 'outside' | 'interrupted'

export interface ErrorOptions {
  readonly cause?: unknown
  /** The subject of the error; its place precedes the sentence. */
  readonly subject?: Subject
  /** The findings that caused a refusal, so that a caller can show or annotate each. */
  readonly findings?: readonly Finding[]
}

interface LooseOptions extends ErrorOptions {
  readonly hint?: string
}

/** A code of the catalogue with all arguments of its texts. */
export interface Message {
  readonly code: string
  readonly args: Readonly<Record<string, Argument>>
  readonly message: string
  readonly advice: string | undefined
}

/** Creates a message of the catalogue. A wrong code, or a missing or surplus argument, does not compile. */
export function message(code: PlainCode, args?: Readonly<Record<string, never>>): Message
export function message<Each extends Code, Given extends ArgumentsOf<Each>>(
  code: Each,
  args: Exactly<Each, Given>,
): Message
export function message(code: Code, args: Readonly<Record<string, Argument>> = {}): Message {
  return { code, args, ...renderMessage(code, args) }
}

/**
 * The only error type that Exuvia throws on purpose. Any other error is a bug. `code` is stable
 * and in the catalogue; `args` are the arguments of its sentence, and `hint` is its advice.
 */
export class ExuviaError extends Error {
  override readonly name = 'ExuviaError'
  readonly kind: ErrorKind
  readonly code: string
  readonly args: Readonly<Record<string, Argument>>
  readonly hint: string | undefined
  readonly subject: Subject
  readonly findings: readonly Finding[]

  constructor(kind: ErrorKind, what: Message, options?: ErrorOptions)
  /** Transitional: a sentence that is not in the catalogue yet. */
  constructor(kind: ErrorKind, code: string, text: string, options?: LooseOptions)
  constructor(
    kind: ErrorKind,
    what: Message | string,
    second: ErrorOptions | string = {},
    third: LooseOptions = {},
  ) {
    const options: LooseOptions = typeof second === 'string' ? third : second
    const told: Message =
      typeof what === 'string'
        ? { code: what, args: {}, message: typeof second === 'string' ? second : '', advice: options.hint }
        : what
    const { cause, subject = {}, findings = [] } = options
    const place = findingPlace(subject)
    super(
      place === '' ? told.message : `${place}: ${told.message}`,
      cause === undefined ? undefined : { cause },
    )
    this.kind = kind
    this.code = told.code
    this.args = told.args
    this.hint = told.advice
    this.subject = subject
    this.findings = findings
  }
}

/** Creates errors of one kind, as strictly as `message`. */
interface ErrorMaker {
  (code: PlainCode, args?: Readonly<Record<string, never>>, options?: ErrorOptions): ExuviaError
  <Each extends Code, Given extends ArgumentsOf<Each>>(
    code: Each,
    args: Exactly<Each, Given>,
    options?: ErrorOptions,
  ): ExuviaError
  /** Transitional: a sentence that is not in the catalogue yet. */
  (code: string, text: string, options?: LooseOptions): ExuviaError
}

function makerOf(kind: ErrorKind): ErrorMaker {
  return (
    code: string,
    args: Readonly<Record<string, Argument>> | string = {},
    options: LooseOptions = {},
  ): ExuviaError => {
    if (typeof args === 'string') return new ExuviaError(kind, code, args, options)
    return new ExuviaError(kind, { code, args, ...renderMessage(code as Code, args) }, options)
  }
}

/** Creates an error about wrong arguments or configuration. */
export const usageError: ErrorMaker = makerOf('usage')

/** Creates an error about a failed check. */
export const refusal: ErrorMaker = makerOf('refused')

/** Creates an error about a failed tool, file system or network service. */
export const outsideError: ErrorMaker = makerOf('outside')

/** Returns the `code` of a Node system error (`ENOENT`, `ENOSPC`, …), or undefined. Exuvia's own codes are none. */
export function systemErrorCode(error: unknown): string | undefined {
  if (error instanceof ExuviaError) return undefined
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return undefined
}

/** Converts any thrown value to text for a message. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
