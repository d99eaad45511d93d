import {
  type Checked,
  type Decision,
  type DecisionSummary,
  type TargetContents,
  compareText,
} from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import { decisionAt } from '@exuvia/policy'
import { distributionById } from './plan.ts'

/** Counts the files that each rule decided, over the given targets; a file in several targets counts once for each rule. */
export function summarizeDecisions(checked: Checked, targets: readonly TargetContents[]): DecisionSummary[] {
  const summaries = new Map<string, { summary: Omit<DecisionSummary, 'files'>; files: number }>()
  const names = targets.map(({ target }) => formatTarget(target))
  const ids = new Set(targets.flatMap((contents) => contents.distributions))
  for (const id of ids) {
    for (const { path } of distributionById(checked, id).files) {
      const found = new Map<string, Decision>()
      for (const name of names) {
        const decision = decisionAt(checked.decisions, id, name, path)
        if (decision !== undefined) {
          found.set(`${decision.rule}\0${decision.ship}\0${decision.reason}`, decision)
        }
      }
      for (const [key, decision] of found) {
        const entry = summaries.get(key) ?? { summary: decision, files: 0 }
        entry.files += 1
        summaries.set(key, entry)
      }
    }
  }
  return [...summaries]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { summary, files }]) => ({
      ship: summary.ship,
      rule: summary.rule,
      reason: summary.reason,
      files,
    }))
}
