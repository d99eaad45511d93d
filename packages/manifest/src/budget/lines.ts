import { markdownTable } from '../markdown-table.ts'
import { nameOf } from '../artifact-name.ts'
import { formatBytes } from '../sizes.ts'
import { markdownCode } from '../text.ts'
import type { BudgetRow } from './measure.ts'
import { partInWords } from './part.ts'

/** What one limit says of one artifact, as plain data for a table: kept limits too. */
export interface BudgetLine {
  /** `packed size`, `machine code of numpy`. */
  readonly what: string
  /** A target, or `source`. */
  readonly artifact: string
  /** As written: `8 MB`, `+5 %`. */
  readonly limit: string
  /** The most bytes that are allowed; null: unknown. */
  readonly most: number | null
  /** Bytes; null: not measured. */
  readonly now: number | null
  /** Bytes in the last published release; null: unknown, or nobody asked. */
  readonly before: number | null
  readonly state: BudgetRow['state']
}

/** Rows of a table in a comment: GitHub allows 65,536 characters. */
export const MOST_BUDGET_LINES = 100

/** Rows as lines, those over their limit first, then those that are not measured; otherwise in their order. Pure. */
export function budgetLines(rows: readonly BudgetRow[]): BudgetLine[] {
  const lines = rows.map(({ limit, measure, allowance, artifact, most, now, before, state }): BudgetLine => {
    const isKnown = state !== 'not-measured' || now > 0
    return {
      what: partInWords(limit, measure),
      artifact: nameOf(artifact),
      limit: allowance.text,
      most: most ?? null,
      now: isKnown ? now : null,
      before: before ?? null,
      state,
    }
  })
  const states = ['over', 'not-measured', 'kept'] as const
  return states.flatMap((state) => lines.filter((line) => line.state === state))
}

const STATES = { over: '**over**', kept: 'kept', 'not-measured': 'not measured' } as const

/** Renders a budget as a table in Markdown, at most 100 rows; empty without a line. */
export function renderBudget(lines: readonly BudgetLine[]): string {
  if (lines.length === 0) return ''
  const over = lines.filter(({ state }) => state === 'over').length
  const unknown = lines.filter(({ state }) => state === 'not-measured').length
  const kept = lines.length - over - unknown
  const counts = [
    `${kept} kept`,
    ...(over > 0 ? [`**${over} exceeded**`] : []),
    ...(unknown > 0 ? [`${unknown} not measured`] : []),
  ]
  const shown = lines.slice(0, MOST_BUDGET_LINES)
  const table = markdownTable(
    ['Limit of', 'Artifact', '>Limit', '>Now', '>Before', ''],
    shown.map(({ what, artifact, limit, most, now, before, state }) => [
      markdownCode(what),
      markdownCode(artifact),
      most === null || limit === formatBytes(most) || !limit.startsWith('+')
        ? markdownCode(limit)
        : `${markdownCode(limit)} (${formatBytes(most)})`,
      now === null ? '-' : formatBytes(now),
      before === null ? '-' : formatBytes(before),
      STATES[state],
    ]),
  )
  const rest = lines.length - shown.length
  return [
    `Budget: ${counts.join(', ')}.`,
    table,
    ...(rest > 0 ? [`And ${rest} more ${rest === 1 ? 'limit' : 'limits'}.`] : []),
  ].join('\n\n')
}
