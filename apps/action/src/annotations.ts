import { existsSync } from 'node:fs'
import path from 'node:path'

import { type ExuviaError, type Finding, type Severity, describeFinding, findingPlace } from '@exuvia/model'

import type { AnnotationLevel, Runner } from './runner.ts'

const LEVELS: Readonly<Record<Severity, AnnotationLevel>> = {
  error: 'error',
  warning: 'warning',
  note: 'notice',
}

/** Where annotations find the files that they stand at. All paths absolute. */
export interface Places {
  /** The repository's root, GITHUB_WORKSPACE. */
  readonly workspace: string
  readonly project: string
}

/** Annotates findings, each once, however often the pipeline tells it. */
export function openAnnotations(runner: Runner, places: Places): (finding: Finding) => void {
  const told = new Set<string>()
  return (finding) => {
    const key = JSON.stringify(finding)
    if (told.has(key)) return
    told.add(key)
    annotateFinding(runner, places, finding)
  }
}

function annotateFinding(runner: Runner, places: Places, finding: Finding): void {
  const { message, advice } = describeFinding(finding)
  const { subject } = finding
  const file = fileInRepository(places, subject.path)
  // Where GitHub cannot show the place, the message has to.
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

/** The error that ended the run, with what to do next. */
export function annotateError(runner: Runner, error: ExuviaError): void {
  const text = error.hint === undefined ? error.message : `${error.message}\n${error.hint}`
  runner.annotate('error', text, { title: error.code })
}
