import { Buffer } from 'node:buffer'

import {
  type ExuviaError,
  type Finding,
  type ReleaseManifest,
  describeFinding,
  findingPlace,
} from '@exuvia/model'
import { describeSizes, markdownText, renderReport, renderSizes } from '@exuvia/pipeline'

import { mostSevereFirst } from './severity.ts'

/** GitHub drops a step's summary of more than 1 MiB as a whole; some room is left for what runs before. */
const MOST_BYTES = 1_000_000
/** Of it, what the findings may always have. */
const FOR_FINDINGS = 250_000
/** Characters of the error that ended the run; some name a problem a file. */
const MOST_OF_FAILURE = 4000

/** What the job's summary tells. */
export interface Summary {
  readonly failure?: ExuviaError | undefined
  readonly manifest?: ReleaseManifest | undefined
  /** The last published release, to say the change since. */
  readonly previous?: ReleaseManifest | undefined
  readonly release?: { readonly url: string; readonly published: boolean } | undefined
  readonly findings: readonly Finding[]
  /** Further things to say, Markdown already. */
  readonly lines: readonly string[]
}

/** The job's summary as Markdown, within GitHub's limit: the sizes and their change, the release, what was found. */
export function renderSummary(summary: Summary): string {
  const { failure, manifest, previous, release, findings } = summary
  const parts: string[] = []
  if (failure !== undefined) parts.push(`**${markdownText(cut(inOneLine(failure.message)))}**`)
  parts.push(...summary.lines)
  if (release !== undefined) parts.push(`${release.published ? 'Published' : 'Draft'}: ${release.url}`)
  const spent = (): number => parts.reduce((sum, part) => sum + size(part) + 2, 0)
  if (manifest !== undefined) {
    const report = renderReport(manifest, { format: 'markdown', previous }).trim()
    parts.push(size(report) <= MOST_BYTES - FOR_FINDINGS - spent() ? report : shortReport(manifest, previous))
  }
  if (findings.length > 0) parts.push(findingsTable(findings, MOST_BYTES - spent()))
  return parts.length === 0 ? '' : `${parts.join('\n\n')}\n`
}

function shortReport(manifest: ReleaseManifest, previous: ReleaseManifest | undefined): string {
  return renderSizes(describeSizes(manifest), previous === undefined ? undefined : describeSizes(previous))
}

/** The most severe first; as many as there is room for, and how many are left out. */
function findingsTable(findings: readonly Finding[], room: number): string {
  const ordered = mostSevereFirst(findings)
  const lines = ['| | finding | where | what |', '|---|---|---|---|']
  let left = room - 300
  let shown = 0
  for (const finding of ordered) {
    const line = row(finding)
    left -= size(line) + 1
    if (left < 0) break
    lines.push(line)
    shown += 1
  }
  if (shown < ordered.length) {
    lines.push('', `${ordered.length - shown} more findings do not fit here; they are in the log.`)
  }
  return lines.join('\n')
}

function row(finding: Finding): string {
  const { message, advice } = describeFinding(finding)
  const what = advice === undefined ? message : `${message}. ${advice}`
  return `| ${finding.severity} | ${finding.code} | ${cell(findingPlace(finding.subject))} | ${cell(what)} |`
}

/** Text that stays in its table cell and is not Markdown of its own. */
function cell(text: string): string {
  return markdownText(inOneLine(text))
}

function inOneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

function cut(text: string): string {
  return text.length <= MOST_OF_FAILURE ? text : `${text.slice(0, MOST_OF_FAILURE)}…`
}

function size(text: string): number {
  return Buffer.byteLength(text)
}
