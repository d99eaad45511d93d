import { addAll, formInWords, largest } from '@exuvia/model'
import { styleText } from 'node:util'

import { type Column, tableLines, widthOf, wrapText } from './layout.ts'
import type { ReportData } from './report-data.ts'
import { START_COLUMNS, START_NOTE } from './start-table.ts'
import { visible } from './text.ts'

/** How to show a report on a terminal. */
export interface TerminalStyle {
  readonly color: boolean
  /** Columns. */
  readonly width: number
}

const SIZE_COLUMNS: readonly Column[] = [
  { title: 'target', align: 'left' },
  { title: 'source', align: 'right' },
  { title: 'bytecode', align: 'right' },
  { title: 'ratio', align: 'right' },
  { title: 'unpacked', align: 'right' },
  { title: 'packed', align: 'right' },
  { title: 'files', align: 'right' },
]

const CHANGE_COLUMNS: readonly Column[] = [
  { title: 'target', align: 'left' },
  { title: 'before', align: 'right' },
  { title: 'after', align: 'right' },
  { title: 'change', align: 'left' },
  { title: 'files', align: 'left' },
]

/** Renders a report as plain or coloured text, without terminal controls in names. */
export function renderTerminal(report: ReportData, style: TerminalStyle): string {
  const paint = (format: 'bold' | 'dim' | 'yellow', text: string) =>
    style.color ? styleText(format, text, { validateStream: false }) : text
  const table = (columns: readonly Column[], rows: readonly (readonly string[])[]) => {
    const shown = rows.map((row) => row.map(visible))
    const [header = '', ...lines] = tableLines(columns, shown, style.width)
    return [paint('dim', header), ...lines]
  }
  const prose = (text: string, indent = '  ') => wrapText(visible(text), style.width, indent)
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : ['', paint('bold', title), ...lines]

  const lines = [
    ...prose(report.title).map((line) => paint('bold', line)),
    ...(report.commit === '' ? [] : [paint('dim', report.commit)]),
    '',
    ...table(
      SIZE_COLUMNS,
      report.sizes.map((row) => [
        row.name,
        row.source,
        row.bytecode,
        row.ratio,
        row.unpacked,
        row.compressed,
        row.files,
      ]),
    ),
    paint('dim', report.total),
    ...(report.ratio === undefined ? [] : prose(report.ratio, '').map((line) => paint('dim', line))),
    ...larger(report)
      .flatMap((text) => prose(text, ''))
      .map((line) => paint('yellow', line)),
    ...startLines(report, section, table, prose),
    ...section('Bytecode by kind', kindLines(report, style.width, table)),
    ...section('Decisions', decisionLines(report, prose)),
    ...section(
      'Compilers',
      report.compilers.flatMap((compiler) => prose(`  ${compiler}`, '    ')),
    ),
    ...section(
      'SHA-256',
      // Keep a digest on one line even on a narrow terminal, so that it can be copied.
      report.digests.flatMap(({ file, sha256 }) => [
        ...prose(`  ${file}`, '  '),
        paint('dim', `    ${sha256}`),
      ]),
    ),
    ...changeLines(report, section, table, prose),
  ]
  return `${lines.join('\n')}\n`
}

/** Names the artifacts whose bytecode is larger than its source. */
export function larger(report: ReportData): string[] {
  if (report.larger.length === 0) return []
  const where = report.larger.map(({ name, ratio }) => `${name} (${ratio})`).join(', ')
  return [`Bytecode is larger than its source: ${where}.`]
}

function decisionLines(report: ReportData, prose: (text: string, indent: string) => string[]): string[] {
  const most = largest(
    report.decisions.map(({ files }) => String(files).length),
    0,
  )
  return report.decisions.flatMap((each) => {
    const { rule, reason, files } = each
    const head = `  ${formInWords(each).padEnd(8)}  ${String(files).padStart(most)} ${files === 1 ? 'file ' : 'files'}  `
    // The head's spaces are layout, so wrap only the text after it.
    const lines = prose(`${'x'.repeat(head.length)}${rule}: ${reason}`, ' '.repeat(head.length))
    return lines.map((line, index) => (index === 0 ? head + line.slice(head.length) : line))
  })
}

function startLines(
  { start }: ReportData,
  section: (title: string, lines: readonly string[]) => string[],
  table: (columns: readonly Column[], rows: readonly (readonly string[])[]) => string[],
  prose: (text: string, indent: string) => string[],
): string[] {
  const columns = START_COLUMNS.map((title, index): Column => ({
    title: title.toLowerCase(),
    align: index === 2 ? 'right' : 'left',
  }))
  const tables = start.flatMap(({ target, where, rows, unmeasured }) => [
    ...prose(`${target}: ${where}`, '  '),
    ...table(
      columns,
      rows.map(({ command, form, median, spread }, index) => [
        command === rows[index - 1]?.command ? '' : command,
        form,
        median,
        spread,
      ]),
    ),
    ...unmeasured.flatMap((reason) => prose(reason, '  ')),
  ])
  return section('Start-up', tables.length === 0 ? [] : [...tables, ...prose(START_NOTE, '')])
}

function changeLines(
  report: ReportData,
  section: (title: string, lines: readonly string[]) => string[],
  table: (columns: readonly Column[], rows: readonly (readonly string[])[]) => string[],
  prose: (text: string, indent: string) => string[],
): string[] {
  if (report.changes === undefined) return []
  const rows = report.changes.rows.map((row) => [row.name, row.before, row.after, row.change, row.files])
  const kinds = report.changes.kinds.flatMap(({ name, changes }) =>
    prose(`bytecode of ${name}: ${changes.join(', ')}`, '  '),
  )
  return section(`Since ${visible(report.changes.since)}`, [...table(CHANGE_COLUMNS, rows), ...kinds])
}

/** Bytes by kind, with as many tarballs side by side as fit the terminal. */
function kindLines(
  { kinds }: ReportData,
  limit: number,
  table: (columns: readonly Column[], rows: readonly (readonly string[])[]) => string[],
): string[] {
  const all = kinds.columns.map((title, index): Column & { readonly cells: readonly string[] } => ({
    title: visible(title),
    align: 'right',
    cells: kinds.rows.map(({ cells }) => cells[index] ?? '-'),
  }))
  const first = { title: 'kind', align: 'left' as const, cells: kinds.rows.map(({ kind }) => kind) }
  const lines: string[] = []
  for (let next = 0; next < all.length;) {
    let used = widthOf(first) + widthOf(all[next] ?? first)
    const block = [all[next] ?? first]
    for (next += 1; next < all.length; next += 1) {
      const column = all[next] ?? first
      if (used + widthOf(column) > limit) break
      used += widthOf(column)
      block.push(column)
    }
    if (lines.length > 0) lines.push('')
    addAll(
      lines,
      table(
        [first, ...block],
        kinds.rows.map((row, index) => [row.kind, ...block.map(({ cells }) => cells[index] ?? '-')]),
      ),
    )
  }
  return lines
}
