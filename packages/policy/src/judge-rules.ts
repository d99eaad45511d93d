import {
  type Finding,
  type Inventory,
  type PolicyConfig,
  type PolicyRule,
  finding,
  nearest,
  nearestGlob,
} from '@exuvia/model'
import { subjectOf } from './decide.ts'
import { COPYLEFT_CLASS, licenseCondition } from './license-condition.ts'
import { type Rule, type RuleSubject, rulesOf, targetMatcher } from './rules.ts'
import { variantsOf } from './variants.ts'
import { namesOfTarget } from '@exuvia/packaging'

/** How often a written rule matched. */
interface RuleUse {
  matched: number
  /** Matches of a kind that the rule can decide. */
  applied: number
  decided: number
  /** An example of a matched file. */
  example: string
}

/**
 * Reports written rules without effect: a rule that matches no file, one that requires
 * bytecode of files that cannot become bytecode, and one that never decides because earlier
 * rules match all of its files.
 */
export function judgeRules(inventory: Inventory, policy: PolicyConfig): Finding[] {
  const rules = rulesOf({ preset: undefined, rules: policy.rules })
  const uses: RuleUse[] = rules.map(() => ({ matched: 0, applied: 0, decided: 0, example: '' }))
  for (const distribution of inventory.distributions) {
    for (const { target } of variantsOf(inventory, distribution, rules)) {
      for (const file of distribution.files)
        countUse(subjectOf(file, distribution, target), file.path, rules, uses)
    }
  }
  return uses.flatMap((use, index) => {
    const name = `policy.rules[${index}]`
    const { license, ship } = policy.rules[index] ?? {}
    const key = { key: name }
    if (license !== undefined && licenseCondition(license) === undefined) {
      const args = { license, class: COPYLEFT_CLASS }
      return [finding('rule-license-invalid', 'error', { key: `${name}.license` }, args)]
    }
    if (use.matched === 0) {
      const { condition, suggestion } = whatWasMeant(policy.rules[index], inventory)
      return [finding('rule-matches-nothing', 'error', key, { condition, suggestion })]
    }
    if (use.applied === 0) {
      return [
        finding('rule-not-for-files', 'error', key, { rule: name, ship: ship ?? '', example: use.example }),
      ]
    }
    return use.decided === 0 ? [finding('rule-never-decides', 'warning', key, { rule: name })] : []
  })
}

function countUse(
  subject: RuleSubject,
  path: string,
  rules: readonly Rule[],
  uses: readonly RuleUse[],
): void {
  let decided = false
  for (const [index, rule] of rules.entries()) {
    const use = uses[index]
    if (use === undefined || rule.failure(subject) !== undefined) continue
    use.matched += 1
    if (use.example === '') use.example = path
    if (!rule.applies(subject.kind)) continue
    use.applied += 1
    if (!decided) use.decided += 1
    decided = true
  }
}

/** Describes a rule that matches nothing, with the most similar path or distribution. */
function whatWasMeant(
  rule: PolicyRule | undefined,
  { distributions, targets }: Inventory,
): { readonly condition: string; readonly suggestion: string } {
  const { path, distribution, license, target } = rule ?? {}
  const written = Object.entries({ path, distribution, license, target }).filter(
    ([, value]) => value !== undefined,
  )
  const condition = written.map(([key, value]) => `${key} "${value}"`).join(', ') || 'no condition'
  const paths = distributions.flatMap(({ files }) => files.map((file) => file.path.replace(/^lib\//, '')))
  const names = distributions.map(({ normalizedName }) => normalizedName)
  const known = targets.map((each) => each.target)
  const isOfNoTarget = target !== undefined && !known.some(targetMatcher(target))
  const near = isOfNoTarget
    ? nearest(target, [...new Set(known.flatMap((each) => [each.runtime, ...namesOfTarget(each)]))])
    : distribution !== undefined && !names.includes(distribution)
      ? nearest(distribution, names)
      : path === undefined
        ? undefined
        : nearestGlob(path, paths)
  return { condition, suggestion: near === undefined ? '' : `did you mean "${near}"? ` }
}
