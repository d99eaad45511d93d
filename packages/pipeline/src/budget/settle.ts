import {
  type BudgetRow,
  type Earlier,
  type MeasuredArtifact,
  overFinding,
  rowKey,
  unmeasuredFindings,
  unusedLimits,
} from '@exuvia/manifest'
import { type Config, type Finding, addAll } from '@exuvia/model'
import { acceptFindings, placeInConfig, unusedAcceptances } from '@exuvia/policy'

/** What was measured by a budget. */
export interface MeasuredBudget {
  /** The project, or the archive. */
  readonly name: string
  readonly earlier: Earlier
  readonly rows: readonly BudgetRow[]
  /** All artifacts of a release; undefined if others belong to it: then nobody knows which limits are unused. */
  readonly whole?: readonly MeasuredArtifact[] | undefined
}

/**
 * Reports what a budget says, at the lines of its limits: what is too large and not accepted, what was not measured,
 * and which limits and acceptances have no effect. Pure.
 */
export function budgetFindings({ rows, whole, ...subject }: MeasuredBudget, config: Config): Finding[] {
  const over = rows.filter(({ state }) => state === 'over')
  // An acceptance holds for single artifacts, so each is asked for on its own.
  const alone = over.map((row) => overFinding([row], subject))
  const settled = acceptFindings(alone, config.accept)
  const findings = settled.filter(({ code }) => code !== 'over-budget')
  const open = over.filter((_, index) => settled[index]?.code === 'over-budget')
  for (const group of Map.groupBy(open, rowKey).values()) findings.push(overFinding(group, subject))
  addAll(findings, unmeasuredFindings(rows))
  if (whole !== undefined) {
    addAll(findings, unusedLimits(config.budget.limits, whole))
    addAll(findings, unusedAcceptances(alone, config.accept, 'sizes'))
  }
  return findings.map((item) => placeInConfig(item, config))
}
