import type { ReportData } from '../report-data.ts'
import { START_COLUMNS, START_NOTE, type StartTable } from '../start-table.ts'
import { type Html, markup } from './html.ts'
import { section, table } from './layout.ts'

/** How long the commands take to start; nothing if nobody measured it. */
export function startSection({ start }: ReportData): Html {
  if (start.length === 0) return markup``
  return section('start', 'How long it takes to start', [...start.flatMap(tableOf), note()], 'Start-up')
}

function tableOf({ target, where, rows, unmeasured }: StartTable): Html[] {
  return [
    markup`<p>${target}: ${where}.</p>`,
    table(
      `Start-up times of ${target}`,
      START_COLUMNS.map((title) => ({ title, isNumber: title === 'Median' })),
      rows.map(({ command, form, median, spread }) => [
        markup`<code>${command}</code>`,
        markup`${form}`,
        markup`${median}`,
        markup`${spread}`,
      ]),
    ),
    ...unmeasured.map((reason) => markup`<p class="note">${reason}</p>`),
  ]
}

function note(): Html {
  return markup`<p class="note">${START_NOTE}</p>`
}
