import { existsSync } from 'node:fs'
import path from 'node:path'

import {
  addAll,
  type ExuviaError,
  type Finding,
  type Severity,
  findingPlace,
  findingSentence,
} from '@exuvia/model'

import { describeInInputs, inInputs } from './in-inputs.ts'
import type { AnnotationLevel, Runner } from './runner.ts'
import { SEVERITIES, countOf } from './severity.ts'

const LEVELS: Readonly<Record<Severity, AnnotationLevel>> = {
  error: 'error',
  warning: 'warning',
  note: 'notice',
}

/** GitHub's limit of annotations per level and step. */
const MOST_OF_A_LEVEL = 10

/** The folders of annotated files; all paths are absolute. */
export interface Places {
  /** The repository's root, GITHUB_WORKSPACE. */
  readonly workspace: string
  readonly project: string
}

/**
 * Annotates the findings and the error that ended the run. GitHub shows ten of each level and
 * silently drops the others. So findings that it can show at their line come first, the others
 * go to the log, and a last annotation counts them.
 */
export function annotate(
  runner: Runner,
  places: Places,
  findings: readonly Finding[],
  failure: ExuviaError | undefined,
): void {
  const room = {
    error: MOST_OF_A_LEVEL - (failure === undefined ? 0 : 1),
    warning: MOST_OF_A_LEVEL,
    note: MOST_OF_A_LEVEL,
  }
  let { shown, left } = choose(findings, places, room)
  // The count of omitted findings is a notice, if no error can contain it.
  if (left.length > 0 && failure === undefined) {
    ;({ shown, left } = choose(findings, places, { ...room, note: room.note - 1 }))
  }
  const rest = left.length === 0 ? undefined : leftInWords(left)
  if (failure !== undefined) annotateError(runner, failure, rest)
  else if (rest !== undefined) runner.annotate('notice', rest, { title: 'more-findings' })
  for (const finding of shown) annotateFinding(runner, places, finding)
  for (const finding of left) {
    runner.info(`${finding.severity} ${finding.code}: ${findingSentence(finding)}`)
  }
}

interface Choice {
  readonly shown: readonly Finding[]
  readonly left: readonly Finding[]
}

function choose(
  findings: readonly Finding[],
  places: Places,
  room: Readonly<Record<Severity, number>>,
): Choice {
  const shown: Finding[] = []
  const left: Finding[] = []
  for (const severity of SEVERITIES) {
    const some = findings.filter((finding) => finding.severity === severity)
    const placed = some.filter((finding) => fileInRepository(places, finding.subject.path) !== undefined)
    const others = some.filter((finding) => !placed.includes(finding))
    const ordered = [...placed, ...others]
    addAll(shown, ordered.slice(0, room[severity]))
    addAll(left, ordered.slice(room[severity]))
  }
  return { shown, left }
}

function leftInWords(left: readonly Finding[]): string {
  const counts = SEVERITIES.map((severity) => [severity, countOf(severity, left)] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => `${count} ${severity}${count === 1 ? '' : 's'}`)
  return `GitHub shows ${MOST_OF_A_LEVEL} annotations per level; ${counts.join(' and ')} more in the job's summary and log`
}

function annotateFinding(runner: Runner, places: Places, finding: Finding): void {
  const { message, advice } = describeInInputs(finding)
  const { subject } = finding
  const file = fileInRepository(places, subject.path)
  // The message must name the place if GitHub cannot show it.
  const place = file === undefined ? findingPlace(subject) : (subject.target ?? '')
  const text = place === '' ? message : `${place}: ${message}`
  runner.annotate(LEVELS[finding.severity], advice === undefined ? text : `${text}\n${advice}`, {
    title: finding.code,
    file,
    ...(file === undefined ? {} : { line: subject.line, col: subject.column }),
  })
}

/** The path from the repository's root, where a finding's path names a file of it; else undefined. */
function fileInRepository({ workspace, project }: Places, file: string | undefined): string | undefined {
  if (file === undefined) return undefined
  const full = path.resolve(project, file)
  const relative = path.relative(workspace, full)
  if (relative === '' || relative.startsWith('..') || path.isAbsolute(relative)) return undefined
  return existsSync(full) ? relative.split(path.sep).join('/') : undefined
}

/** Annotates the error that ended the run, with its hint. */
function annotateError(runner: Runner, error: ExuviaError, more: string | undefined): void {
  const hint = error.hint === undefined ? undefined : inInputs(error.hint)
  const text = [error.message, hint, more].filter((part) => part !== undefined).join('\n')
  runner.annotate('error', text, { title: error.code })
}
