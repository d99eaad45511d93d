import { markdownTable } from './markdown-table.ts'
import type { ReportData } from './report-data.ts'
import { larger } from './report-terminal.ts'
import { markdownCode, markdownText } from './text.ts'

/** How much a report tells, from most to least. */
export type ReportDetail = 'full' | 'sizes' | 'totals'

/** A report for release notes and job summaries: GitHub's Markdown, every name in it shown literally. */
export function renderMarkdown(report: ReportData, detail: ReportDetail): string {
  if (detail === 'totals') return totals(report)
  const parts = [
    '### Sizes',
    markdownTable(
      ['Target', '>Source', '>Bytecode', '>Ratio', '>Unpacked', '>Packed', '>Files'],
      report.sizes.map((row) => [
        markdownCode(row.name),
        row.source,
        row.bytecode,
        row.larger ? `**${row.ratio}**` : row.ratio,
        row.unpacked,
        row.compressed,
        row.files,
      ]),
    ),
    ...(report.ratio === undefined ? [] : [markdownText(report.ratio)]),
    ...larger(report).map(markdownText),
    ...(detail === 'full' ? kinds(report) : []),
    ...changes(report, detail),
    ...(detail === 'full' ? [...decisions(report), ...digests(report)] : []),
  ]
  if (report.compilers.length > 0) parts.push(`Compiled with ${markdownText(report.compilers.join('; '))}.`)
  return `${parts.join('\n\n')}\n`
}

function totals({ total, changes: found }: ReportData): string {
  const since = found === undefined ? '' : `; since ${markdownText(found.since)}: ${found.total}`
  return `### Sizes\n\n${total}${since}.\n`
}

function digests(report: ReportData): string[] {
  return [
    '### SHA-256',
    markdownTable(
      ['File', 'Digest'],
      report.digests.map(({ file, sha256 }) => [markdownCode(file), markdownCode(sha256)]),
    ),
  ]
}

function changes({ changes: found }: ReportData, detail: ReportDetail): string[] {
  if (found === undefined) return []
  return [
    `### Since ${markdownText(found.since)}`,
    markdownTable(
      ['Target', '>Before', '>After', 'Change', 'Files'],
      found.rows.map((row) => [markdownCode(row.name), row.before, row.after, row.change, row.files]),
    ),
    ...(detail === 'full' ? found.kinds : []).map(
      ({ name, changes: of }) => `Bytecode of ${markdownCode(name)}: ${markdownText(of.join(', '))}.`,
    ),
  ]
}

function kinds({ kinds: { columns, rows } }: ReportData): string[] {
  if (columns.length === 0) return []
  return [
    '### Bytecode by kind',
    markdownTable(
      ['Kind', ...columns.map((name) => `>${markdownCode(name)}`)],
      rows.map(({ kind, cells }) => [kind, ...cells]),
    ),
  ]
}

function decisions(report: ReportData): string[] {
  if (report.decisions.length === 0) return []
  return [
    '### What ships how',
    markdownTable(
      ['Ships as', '>Files', 'Rule', 'Reason'],
      report.decisions.map(({ ship, files, rule, reason }) => [
        ship,
        String(files),
        markdownCode(rule),
        markdownText(reason),
      ]),
    ),
  ]
}
