import {
  type Argument,
  type ArgumentsOf,
  type Code,
  type Exactly,
  type PlainCode,
  type Rendered,
  printable,
  renderMessage,
} from './catalogue/index.ts'

/** How much a finding weighs: an `error` stops the release. */
export type Severity = 'error' | 'warning' | 'note'

/** What a finding is about; every part that is known is given. */
export interface Subject {
  /** A path inside the project, the application or an archive, with `/`. */
  readonly path?: string
  /** 1-based. */
  readonly line?: number
  /** 1-based. */
  readonly column?: number
  /** A distribution's name as it writes it. */
  readonly distribution?: string
  /** How many of its wheels it is about, where there are several. */
  readonly wheels?: number
  /** A target in the form `cp312-any`. */
  readonly target?: string
  /** An artifact's file name. */
  readonly artifact?: string
  /** A dotted config key, `policy.rules[0].path`. */
  readonly key?: string
}

/**
 * Something a check has to say: data, not prose. `code` names the kind and is stable;
 * `args` are what its sentence needs. `describeFinding` makes the sentence.
 */
export interface Finding {
  readonly code: Code
  readonly severity: Severity
  readonly subject: Subject
  readonly args: Readonly<Record<string, Argument>>
}

/** Makes a finding; a wrong code, a missing and a surplus argument do not compile. */
export function finding(code: PlainCode, severity: Severity, subject?: Subject): Finding
export function finding<Each extends Code, Given extends ArgumentsOf<Each>>(
  code: Each,
  severity: Severity,
  subject: Subject,
  args: Exactly<Each, Given>,
): Finding
export function finding(
  code: Code,
  severity: Severity,
  subject: Subject = {},
  args: Finding['args'] = {},
): Finding {
  return { code, severity, subject, args }
}

/** The sentence of a finding, without its place, and what to do about it where there is something. */
export function describeFinding(item: Finding): Rendered {
  return renderMessage(item.code, item.args)
}

/** Place and sentence of a finding, without what to do about it. */
export function findingSentence(item: Finding): string {
  const place = findingPlace(item.subject)
  const { message } = describeFinding(item)
  return place === '' ? message : `${place}: ${message}`
}

/**
 * Where a finding is, in one line: `src/app.py:3:7`, `numpy (cp312-any)`, `numpy (4 wheels)`; empty where
 * it has no place. Names in it are escaped as arguments are.
 */
export function findingPlace(subject: Subject): string {
  const file = [subject.artifact, subject.path].filter((part) => part !== undefined).join('!')
  const line = subject.line === undefined ? '' : `:${subject.line}`
  const column = subject.line === undefined || subject.column === undefined ? '' : `:${subject.column}`
  const place = `${file}${line}${column}`
  const rest = [subject.key, place === '' ? undefined : place, subject.distribution].filter(
    (part) => part !== undefined && part !== '',
  )
  const { target, wheels } = subject
  const which = [target, wheels === undefined ? undefined : `${wheels} wheels`].filter(
    (part) => part !== undefined,
  )
  const text = `${rest.join(' ')}${which.length === 0 ? '' : ` (${which.join(', ')})`}`.trim()
  return printable(text)
}
