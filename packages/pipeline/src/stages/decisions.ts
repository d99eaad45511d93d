import { type Checked, type DecisionSummary, type TargetContents, compareText } from '@exuvia/model'
import { distributionById } from './plan.ts'

/** Counts the files that each rule decided, over the given targets; a file in several targets counts once. */
export function summarizeDecisions(checked: Checked, targets: readonly TargetContents[]): DecisionSummary[] {
  const summaries = new Map<string, { summary: Omit<DecisionSummary, 'files'>; files: number }>()
  const ids = new Set(targets.flatMap((contents) => contents.distributions))
  for (const id of ids) {
    for (const { path } of distributionById(checked, id).files) {
      const decision = checked.decisions.get(id)?.get(path)
      if (decision === undefined) continue
      const key = `${decision.rule}\0${decision.ship}\0${decision.reason}`
      const entry = summaries.get(key) ?? { summary: decision, files: 0 }
      entry.files += 1
      summaries.set(key, entry)
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
