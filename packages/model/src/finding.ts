import { FINDING_TEXTS, type FindingCode, type FindingText } from './finding-texts.ts'

export type { FindingCode }

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

export type FindingArgument = string | number | readonly string[]

/**
 * Something a check has to say: data, not prose. `code` names the kind and is stable;
 * `args` are what its sentence needs. `describeFinding` makes the sentence.
 */
export interface Finding {
  readonly code: FindingCode
  readonly severity: Severity
  readonly subject: Subject
  readonly args: Readonly<Record<string, FindingArgument>>
}

/** Makes a finding; `args` must hold what the code's sentence names in `{braces}`. */
export function finding(
  code: FindingCode,
  severity: Severity,
  subject: Subject = {},
  args: Readonly<Record<string, FindingArgument>> = {},
): Finding {
  return { code, severity, subject, args }
}

/** The sentence of a finding, without its place, and what to do about it where there is something. */
export function describeFinding(item: Finding): {
  readonly message: string
  readonly advice: string | undefined
} {
  const text: FindingText = FINDING_TEXTS[item.code]
  return {
    message: fill(text.message, item.args),
    advice: text.advice === undefined ? undefined : fill(text.advice, item.args),
  }
}

/** Where a finding is, in one string: `src/app.py:3:7`, `numpy (cp312-any)`, `numpy (4 wheels)`; empty where it has no place. */
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
  return `${rest.join(' ')}${which.length === 0 ? '' : ` (${which.join(', ')})`}`.trim()
}

function fill(template: string, args: Finding['args']): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = args[name]
    return value === undefined ? '?' : Array.isArray(value) ? value.join(', ') : String(value)
  })
}
