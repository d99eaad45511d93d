import { type Earlier, type MeasuredArtifact, budgetLines, measureBudget } from '@exuvia/manifest'
import { type Config, type ReleaseManifest, refusal } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { sayUnlessError } from '../say.ts'
import { type EarlierOptions, type ReleaseName, findEarlier } from './earlier.ts'
import { type MeasuredBudget, budgetFindings } from './settle.ts'

/** What was not looked up, because nothing depends on it. */
export const NOT_ASKED: Earlier = {
  kind: 'none',
  reason: 'nobody asked',
  short: 'not asked',
  advice: '',
  isFirst: false,
}

/** Whose sizes are measured. */
export interface MeasuredSubject extends ReleaseName {
  readonly config: Config
}

/**
 * Measures artifacts by the configuration's budget. It looks for the last published release only if a limit of growth
 * needs it, or a message about what is too large.
 */
export async function measureRelease(
  artifacts: readonly MeasuredArtifact[],
  about: MeasuredSubject,
  options: EarlierOptions,
  context: RunContext,
): Promise<MeasuredBudget> {
  const { name, config } = about
  const { limits } = config.budget
  const alone = measureBudget(limits, artifacts, NOT_ASKED)
  // A run that knows where to look shows what was before for limits that are kept too.
  const asks =
    options.findPrevious !== undefined ||
    alone.some(({ state, allowance }) => state === 'over' || allowance.kind !== 'size')
  if (!asks) return { name, rows: alone, earlier: NOT_ASKED }
  const earlier = await findEarlier(about, config, options, context)
  return { name, rows: measureBudget(limits, artifacts, earlier), earlier }
}

/**
 * Refuses a release that is larger than an error of its budget allows, and reports what else the budget says.
 * @param about.isWhole whether these are all artifacts of the release
 * @throws refusal `budget-exceeded`
 */
export async function keepBudget(
  manifest: ReleaseManifest,
  about: { readonly config: Config; readonly isWhole: boolean },
  options: EarlierOptions,
  context: RunContext,
): Promise<void> {
  if (about.config.budget.limits.length === 0) return
  const { name, version, artifacts } = manifest
  const { config } = about
  const measured = await measureRelease(artifacts, { name, version, config }, options, context)
  context.progress({ kind: 'budget', lines: budgetLines(measured.rows), manifest })
  const whole = about.isWhole ? artifacts : undefined
  const findings = budgetFindings({ ...measured, whole }, about.config)
  sayUnlessError(findings, context)
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return
  const limits = new Set(errors.map(({ subject }) => subject.key)).size
  throw refusal('budget-exceeded', { limits: limits === 1 ? '1 limit' : `${limits} limits` }, { findings })
}
