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

/** Severity of a finding: an `error` stops the release. */
export type Severity = 'error' | 'warning' | 'note'

/** The subject of a finding, with every known part. */
export interface Subject {
  /** A path inside the project, the application or an archive, with `/`. */
  readonly path?: string
  /** 1-based. */
  readonly line?: number
  /** 1-based. */
  readonly column?: number
  /** A distribution's name as it writes it. */
  readonly distribution?: string
  /** Number of affected wheels, if there are several. */
  readonly wheels?: number
  /** A target in the form `cp312-any`. */
  readonly target?: string
  /** Several targets, in place of `target`. */
  readonly targets?: readonly string[]
  /** An artifact's file name. */
  readonly artifact?: string
  /** A dotted config key, `policy.rules[0].path`. */
  readonly key?: string
}

/**
 * A result of a check: data, not prose. `code` names the kind and is stable; `args` are the
 * arguments of its sentence, which `describeFinding` makes.
 */
export interface Finding {
  readonly code: Code
  readonly severity: Severity
  readonly subject: Subject
  readonly args: Readonly<Record<string, Argument>>
}

/** Creates a finding. A wrong code, or a missing or surplus argument, does not compile. */
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

/** Returns a finding's sentence without its place, and its advice if there is one. */
export function describeFinding(item: Finding): Rendered {
  return renderMessage(item.code, item.args)
}

/** Returns a finding's place and sentence, without its advice. */
export function findingSentence(item: Finding): string {
  const place = findingPlace(item.subject)
  const { message } = describeFinding(item)
  return place === '' ? message : `${place}: ${message}`
}

/** Targets that a place lists. */
const MOST_TARGETS = 3

/**
 * Formats a finding's place on one line: `src/app.py:3:7`, `numpy (cp312-any)`, `numpy (4 wheels)`;
 * empty without a place. Names are escaped like arguments.
 */
export function findingPlace(subject: Subject): string {
  const file = [subject.artifact, subject.path].filter((part) => part !== undefined).join('!')
  const line = subject.line === undefined ? '' : `:${subject.line}`
  const column = subject.line === undefined || subject.column === undefined ? '' : `:${subject.column}`
  const place = `${file}${line}${column}`
  const rest = [subject.key, place === '' ? undefined : place, subject.distribution].filter(
    (part) => part !== undefined && part !== '',
  )
  const { target, targets = [], wheels } = subject
  const which = [
    target,
    ...(targets.length > MOST_TARGETS ? [`${targets.length} targets`] : targets),
    wheels === undefined ? undefined : `${wheels} wheels`,
  ].filter((part) => part !== undefined)
  const text = `${rest.join(' ')}${which.length === 0 ? '' : ` (${which.join(', ')})`}`.trim()
  return printable(text)
}
