import type { LineDetail } from '@exuvia/bytecode'
import type { Difference } from './outcome.ts'

interface Known {
  readonly module: string
  /** Which cases differ: a part of their names. */
  readonly cases: RegExp
  readonly since: number
  readonly lines: readonly LineDetail[]
  readonly reason: string
}

/** Differences that follow from what slimming promises. */
const KNOWN: readonly Known[] = [
  {
    module: 'test_compile',
    cases: /TestSourcePositions\.test_(weird_attribute_position_regressions|return_in_with_positions)$/,
    since: 11,
    lines: ['lines', 'none'],
    reason: 'asks co_positions() of its own function for columns, which are taken out',
  },
]

/** Why a difference is right; undefined where one of its cases has no reason. */
export function explain(difference: Difference, minor: string, lines: LineDetail): string | undefined {
  const reasons = difference.cases.map((name) =>
    KNOWN.find(
      (item) =>
        item.module === difference.module &&
        item.cases.test(name) &&
        item.lines.includes(lines) &&
        Number(minor.slice(2)) >= item.since,
    ),
  )
  if (reasons.length === 0 || reasons.includes(undefined)) return undefined
  return [...new Set(reasons.map((item) => item?.reason))].join('; ')
}
