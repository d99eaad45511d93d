import {
  type Checked,
  type Decision,
  type DecisionSummary,
  type TargetContents,
  compareText,
} from '@exuvia/model'
import { formatTarget } from '@exuvia/packaging'
import { decisionAt } from '@exuvia/policy'
import { distributionById } from './target-files.ts'

/**
 * Counts the files that each rule decided, over the given targets; a file in several targets counts once for each
 * rule, and where a rule decided its level alone, once for that rule too.
 */
export function summarizeDecisions(checked: Checked, targets: readonly TargetContents[]): DecisionSummary[] {
  const summaries = new Map<string, { summary: Summary; files: number }>()
  const names = targets.map(({ target }) => formatTarget(target))
  const ids = new Set(targets.flatMap((contents) => contents.distributions))
  for (const id of ids) {
    for (const { path } of distributionById(checked, id).files) {
      const found = new Map<string, Summary>()
      for (const name of names) {
        const decision = decisionAt(checked.decisions, id, name, path)
        for (const summary of decision === undefined ? [] : summariesOf(decision)) {
          found.set(keyOf(summary), summary)
        }
      }
      for (const [key, summary] of found) {
        const entry = summaries.get(key) ?? { summary, files: 0 }
        entry.files += 1
        summaries.set(key, entry)
      }
    }
  }
  return [...summaries]
    .sort(([a], [b]) => compareText(a, b))
    .map(([, { summary, files }]) => ({ ...summary, files }))
}

type Summary = Omit<DecisionSummary, 'files'>

function keyOf({ rule, ship, reason, optimize, docstrings }: Summary): string {
  return [rule, ship, reason, optimize ?? '', docstrings ?? ''].join('\0')
}

/** What each rule decided about one file. */
function summariesOf({ ship, rule, reason, level }: Decision): Summary[] {
  const levels = new Map<string, Pick<Summary, 'reason' | 'optimize' | 'docstrings'>>()
  for (const key of ['optimize', 'docstrings'] as const) {
    const by = level?.by[key]
    // The settings of the config stand with the compiler.
    if (level === undefined || by === undefined || !by.rule.startsWith('policy.')) continue
    levels.set(by.rule, { ...levels.get(by.rule), reason: by.reason, [key]: level[key] })
  }
  const own = { ship, rule, ...levels.get(rule), reason }
  const others = [...levels].filter(([name]) => name !== rule)
  return [own, ...others.map(([name, by]) => ({ ship, rule: name, ...by }))]
}
