import { formInWords } from '@exuvia/model'
import { markdownTable } from './markdown-table.ts'
import type { ReportData } from './report-data.ts'
import { larger } from './report-terminal.ts'
import { START_COLUMNS, START_NOTE } from './start-table.ts'
import { markdownCode, markdownText } from './text.ts'

/** How much detail a report shows, from most to least. */
export type ReportDetail = 'full' | 'sizes' | 'totals'

/** Maximum rows of an open table; longer tables are folded. */
const SHOWN_ROWS = 16

/**
 * Renders a report for release notes and job summaries as GitHub's Markdown, with every
 * name shown literally. Details that few readers need are folded.
 */
export function renderMarkdown(report: ReportData, detail: ReportDetail): string {
  if (detail === 'totals') return totals(report)
  const parts = [
    '### Sizes',
    `${report.total}.`,
    foldLong(
      'Each archive',
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
    ...start(report),
    ...changes(report, detail),
    ...(detail === 'full' ? [...kinds(report), ...decisions(report), ...digests(report)] : []),
  ]
  if (report.compilers.length > 0) parts.push(`Compiled with ${markdownText(report.compilers.join('; '))}.`)
  return `${parts.join('\n\n')}\n`
}

/** Folds content under a title. */
function fold(title: string, content: string): string {
  return `<details>\n<summary>${title}</summary>\n\n${content}\n\n</details>`
}

function foldLong(title: string, titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const table = markdownTable(titles, rows)
  return rows.length > SHOWN_ROWS ? fold(title, table) : table
}

function totals({ total, changes: found }: ReportData): string {
  const since = found === undefined ? '' : `; since ${markdownText(found.since)}: ${found.total}`
  return `### Sizes\n\n${total}${since}.\n`
}

function digests(report: ReportData): string[] {
  const rows = report.digests.map(({ file, sha256 }) => [markdownCode(file), markdownCode(sha256)])
  return [fold('SHA-256', markdownTable(['File', 'Digest'], rows))]
}

function start({ start: tables }: ReportData): string[] {
  if (tables.length === 0) return []
  const titles = START_COLUMNS.map((title) => (title === 'Median' ? `>${title}` : title))
  return [
    '### Start-up',
    ...tables.flatMap(({ target, where, rows, unmeasured }) => [
      `${markdownCode(target)}: ${markdownText(where)}.`,
      foldLong(
        'Each command',
        titles,
        rows.map(({ command, form, median, spread }) => [
          markdownCode(command),
          markdownText(form),
          median,
          markdownText(spread),
        ]),
      ),
      ...unmeasured.map((reason) => `${markdownText(reason)}.`),
    ]),
    markdownText(START_NOTE),
  ]
}

function changes({ changes: found }: ReportData, detail: ReportDetail): string[] {
  if (found === undefined) return []
  const byKind = found.kinds.map(
    ({ name, changes: of }) => `Bytecode of ${markdownCode(name)}: ${markdownText(of.join(', '))}.`,
  )
  return [
    `### Since ${markdownText(found.since)}`,
    `Total: ${found.total}.`,
    foldLong(
      'Each archive',
      ['Target', '>Before', '>After', 'Change', 'Files'],
      found.rows.map((row) => [markdownCode(row.name), row.before, row.after, row.change, row.files]),
    ),
    ...(detail === 'full' && byKind.length > 0 ? [fold('Changes in the bytecode', byKind.join('\n\n'))] : []),
  ]
}

function kinds({ kinds: { columns, rows } }: ReportData): string[] {
  if (columns.length === 0) return []
  const titles = ['Kind', ...columns.map((name) => `>${markdownCode(name)}`)]
  return [
    fold(
      'Bytecode by kind',
      markdownTable(
        titles,
        rows.map(({ kind, cells }) => [kind, ...cells]),
      ),
    ),
  ]
}

function decisions(report: ReportData): string[] {
  if (report.decisions.length === 0) return []
  const rows = report.decisions.map((each) => [
    formInWords(each),
    String(each.files),
    markdownCode(each.rule),
    markdownText(each.reason),
  ])
  return [fold('How each file ships', markdownTable(['Ships as', '>Files', 'Rule', 'Reason'], rows))]
}
