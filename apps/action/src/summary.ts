import { Buffer } from 'node:buffer'

import { addAll, type ExuviaError, type Finding, type ReleaseManifest, findingPlace } from '@exuvia/model'
import {
  type BudgetLine,
  describeSizes,
  markdownText,
  renderBudget,
  renderReport,
  renderShipping,
  renderSizes,
  shippingSince,
} from '@exuvia/pipeline'

import { describeInInputs } from './in-inputs.ts'
import { mostSevereFirst } from './severity.ts'

/** GitHub drops a summary above 1 MiB entirely; this leaves room for earlier steps. */
const MOST_BYTES = 1_000_000
/** The part reserved for findings. */
const FOR_FINDINGS = 250_000
/** Maximum characters of the error that ended the run; some list a problem per file. */
const MOST_OF_FAILURE = 4000

/** The content of the job's summary. */
export interface Summary {
  readonly failure?: ExuviaError | undefined
  readonly manifest?: ReleaseManifest | undefined
  /** The last published release, for the size change. */
  readonly previous?: ReleaseManifest | undefined
  readonly release?: { readonly url: string; readonly published: boolean } | undefined
  readonly findings: readonly Finding[]
  /** All limits of the budget. */
  readonly budget?: readonly BudgetLine[] | undefined
  /** Additional lines, already in Markdown. */
  readonly lines: readonly string[]
}

/** Renders the summary as Markdown within GitHub's limit: sizes and their change, what ships otherwise, the budget, the release, findings. */
export function renderSummary(summary: Summary): string {
  const { failure, manifest, previous, release, findings, budget = [] } = summary
  const parts: string[] = []
  if (failure !== undefined) parts.push(`**${markdownText(cut(inOneLine(failure.message)))}**`)
  addAll(parts, summary.lines)
  if (release !== undefined) parts.push(`${release.published ? 'Published' : 'Draft'}: ${release.url}`)
  const spent = (): number => parts.reduce((sum, part) => sum + size(part) + 2, 0)
  if (manifest !== undefined) {
    const report = renderReport(manifest, { format: 'markdown', previous }).trim()
    parts.push(size(report) <= MOST_BYTES - FOR_FINDINGS - spent() ? report : shortReport(manifest, previous))
  }
  if (manifest !== undefined && previous !== undefined && manifest !== previous)
    parts.push(renderShipping(shippingSince(previous, manifest)))
  if (budget.length > 0) parts.push(renderBudget(budget))
  if (findings.length > 0) parts.push(findingsTable(findings, MOST_BYTES - spent()))
  return parts.length === 0 ? '' : `${parts.join('\n\n')}\n`
}

function shortReport(manifest: ReleaseManifest, previous: ReleaseManifest | undefined): string {
  return renderSizes(describeSizes(manifest), previous === undefined ? undefined : describeSizes(previous))
}

/** Lists as many findings as fit, the most severe first, and counts the rest. */
function findingsTable(findings: readonly Finding[], room: number): string {
  const ordered = mostSevereFirst(findings)
  const lines = ['| | finding | place | message |', '|---|---|---|---|']
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
    lines.push('', `${ordered.length - shown} more findings are in the log.`)
  }
  return lines.join('\n')
}

function row(finding: Finding): string {
  const { message, advice } = describeInInputs(finding)
  const what = advice === undefined ? message : `${message}. ${advice}`
  return `| ${finding.severity} | ${finding.code} | ${cell(findingPlace(finding.subject))} | ${cell(what)} |`
}

/** Escapes text for a table cell, without Markdown of its own. */
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
