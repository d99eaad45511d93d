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

/** Marks messages that `message` made: no other code can make one. */
declare const made: unique symbol

/** A code of the catalogue with all arguments that its texts name. */
export interface Message {
  readonly code: Code
  readonly args: Readonly<Record<string, Argument>>
  readonly [made]: true
}

/** Makes a message of the catalogue. A wrong code, a missing and a surplus argument do not compile. */
export function message(code: PlainCode, args?: Readonly<Record<string, never>>): Message
export function message<Each extends Code, Given extends ArgumentsOf<Each>>(
  code: Each,
  args: Exactly<Each, Given>,
): Message
export function message(code: Code, args: Message['args'] = {}): Message {
  // The mark is only a type.
  return { code, args } as Message
}

/**
 * The one error type that Exuvia throws on purpose. Anything else that reaches the top is a bug.
 * `code` is stable and in the catalogue, `args` are the values of its sentence, `message` is the
 * sentence with the place of the subject before it, and `hint` is the advice.
 */
export class ExuviaError extends Error {
  override readonly name = 'ExuviaError'
  readonly kind: ErrorKind
  readonly code: Code
  readonly args: Message['args']
  readonly hint: string | undefined
  readonly subject: Subject
  readonly findings: readonly Finding[]

  constructor(kind: ErrorKind, what: Message, options: ErrorOptions = {}) {
    const { cause, subject = {}, findings = [] } = options
    const rendered = renderMessage(what.code, what.args)
    const place = findingPlace(subject)
    super(
      place === '' ? rendered.message : `${place}: ${rendered.message}`,
      cause === undefined ? undefined : { cause },
    )
    this.kind = kind
    this.code = what.code
    this.args = what.args
    this.hint = rendered.advice
    this.subject = subject
    this.findings = findings
  }

  /** The same error, with its place before the sentence. */
  at(subject: Subject): ExuviaError {
    const what = { code: this.code, args: this.args } as Message
    const options = { cause: this, subject: { ...this.subject, ...subject }, findings: this.findings }
    return new ExuviaError(this.kind, what, options)
  }
}

/** Makes errors of one kind; as strict as `message`. */
interface ErrorMaker {
  (code: PlainCode, args?: Readonly<Record<string, never>>, options?: ErrorOptions): ExuviaError
  <Each extends Code, Given extends ArgumentsOf<Each>>(
    code: Each,
    args: Exactly<Each, Given>,
    options?: ErrorOptions,
  ): ExuviaError
}

function makerOf(kind: ErrorKind): ErrorMaker {
  return (code: Code, args: Message['args'] = {}, options: ErrorOptions = {}): ExuviaError =>
    new ExuviaError(kind, { code, args } as Message, options)
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
