import {
  type CodeLevel,
  type DecisionKind,
  type Finding,
  type Inventory,
  type PolicyConfig,
  type PolicyRule,
  finding,
  globMatcher,
  nearest,
  nearestGlob,
} from '@exuvia/model'
import { commandsOfFile } from './commands-of-file.ts'
import { decide, subjectOf } from './decide.ts'
import { type RuleSubject, writtenConditions } from './conditions.ts'
import { licenseCondition } from './license-condition.ts'
import { licenseSetOf } from './license-sets.ts'
import { type Rule, rulesOf } from './rules.ts'
import { variantsOf } from './variants.ts'
import { namesOfTarget, targetMatcher } from '@exuvia/packaging'

/** How often a written rule matched. */
interface RuleUse {
  matched: number
  /** Matches of a kind that the rule can decide. */
  applied: number
  decided: number
  /** Matches that ship as bytecode alone, which a level needs. A rule that says how files ship counts all matches. */
  compiled: number
  /** An example of a matched file. */
  example: string
  /** The earlier rules that decided in its place. */
  readonly before: Set<number>
}

/**
 * Reports written rules without effect: a rule that matches no file, one that requires
 * bytecode of files that cannot become bytecode, and one that never decides because earlier
 * rules match all of its files.
 */
export function judgeRules(inventory: Inventory, policy: PolicyConfig): Finding[] {
  const rules = rulesOf({ ...policy, preset: undefined })
  const all = rulesOf(policy)
  const uses: RuleUse[] = rules.map(() => ({
    matched: 0,
    applied: 0,
    decided: 0,
    compiled: 0,
    example: '',
    before: new Set(),
  }))
  for (const distribution of inventory.distributions) {
    for (const { target } of variantsOf(inventory, distribution, rules)) {
      for (const file of distribution.files)
        countUse(
          subjectOf(file, distribution, target),
          file.path,
          rules,
          uses,
          (subject) => decide(subject, all, policy).ship,
        )
    }
  }
  return [...uses.flatMap((use, index) => judgeUse(use, index, inventory, policy)), ...unusedSets(policy)]
}

function judgeUse(use: RuleUse, index: number, inventory: Inventory, policy: PolicyConfig): Finding[] {
  const name = `policy.rules[${index}]`
  const { license } = policy.rules[index] ?? {}
  const key = { key: name }
  if (license !== undefined && licenseCondition(license, policy.licenseSets) === undefined) {
    return [finding('rule-license-invalid', 'error', { key: `${name}.license` }, { license })]
  }
  if (use.matched === 0) {
    const { condition, suggestion } = whatWasMeant(policy.rules[index], inventory)
    return [finding('rule-matches-nothing', 'error', key, { condition, suggestion })]
  }
  if (use.applied === 0) {
    return [
      finding('rule-not-for-files', 'error', key, {
        rule: name,
        said: saidBy(policy.rules[index]),
        example: use.example,
      }),
    ]
  }
  if (use.decided > 0) return []
  const reason = use.compiled === 0 ? NOT_COMPILED : decidedBefore(use.before)
  return [finding('rule-never-decides', 'warning', key, { rule: name, reason })]
}

/** Earlier rules that are named; of more there is a count. */
const MOST_RULES = 3

/** Names the rules that come before another and match all of its files. */
function decidedBefore(rules: ReadonlySet<number>): string {
  const names = [...rules].sort((a, b) => a - b).map((index) => `policy.rules[${index}]`)
  const shown = names.slice(0, MOST_RULES)
  const more = names.length - shown.length
  const last = more > 0 ? `${more} more` : shown.pop()
  const all = shown.length === 0 ? last : `${shown.join(', ')} and ${last}`
  return `${all} ${names.length === 1 ? 'matches' : 'match'} all its files`
}

/** Reports sets of licences that no rule names. */
function unusedSets({ rules, licenseSets }: PolicyConfig): Finding[] {
  const used = new Set(rules.map(({ license }) => licenseSetOf(license ?? '')))
  return Object.keys(licenseSets)
    .filter((name) => !used.has(name))
    .map((name) => finding('license-set-unused', 'warning', { key: `policy.license-sets.${name}` }, { name }))
}

function countUse(
  subject: RuleSubject,
  path: string,
  rules: readonly Rule[],
  uses: readonly RuleUse[],
  shipOf: (subject: RuleSubject) => DecisionKind,
): void {
  let shipDecided: number | undefined
  let ship: DecisionKind | undefined
  const levelDecided = new Map<keyof CodeLevel, number>()
  for (const [index, rule] of rules.entries()) {
    const use = uses[index]
    if (use === undefined || !rule.holds(subject)) continue
    use.matched += 1
    if (use.example === '') use.example = path
    if (!rule.applies(subject.kind)) continue
    use.applied += 1
    let decides = false
    if (rule.ship === undefined) ship ??= shipOf(subject)
    else {
      decides = shipDecided === undefined
      shipDecided ??= index
      if (!decides) use.before.add(shipDecided)
    }
    if (rule.ship !== undefined || ship === 'bytecode') use.compiled += 1
    for (const key of LEVEL_KEYS) {
      if (rule.level[key] === undefined) continue
      const earlier = levelDecided.get(key)
      if (earlier !== undefined) {
        use.before.add(earlier)
        continue
      }
      levelDecided.set(key, index)
      ship ??= shipOf(subject)
      if (ship === 'bytecode') decides = true
    }
    if (decides) use.decided += 1
  }
}

const LEVEL_KEYS: readonly (keyof CodeLevel)[] = ['optimize', 'docstrings']

const NOT_COMPILED = 'none of its files ships as bytecode alone'

/** What a rule says of its files, as it is written. */
function saidBy({ ship, optimize, docstrings }: Partial<PolicyRule> = {}): string {
  return Object.entries({ ship, optimize, docstrings })
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key} = ${JSON.stringify(value)}`]))
    .join(', ')
}

/** Describes a rule that matches nothing, with the most similar path or distribution. */
function whatWasMeant(
  rule: PolicyRule | undefined,
  { distributions, targets }: Inventory,
): { readonly condition: string; readonly suggestion: string } {
  const { path, distribution, target, entryPoint } = rule ?? {}
  const written = rule === undefined ? [] : writtenConditions(rule)
  const condition = written.map(([key, value]) => `${key} "${value}"`).join(', ') || 'no condition'
  const paths = distributions.flatMap(({ files }) => files.map((file) => file.path.replace(/^lib\//, '')))
  const names = distributions.map(({ normalizedName }) => normalizedName)
  const known = targets.map((each) => each.target)
  const commands = distributions.flatMap((each) => [
    ...each.entryPoints.map(({ name }) => name),
    ...each.files.flatMap((file) => commandsOfFile(file.path, [])),
  ])
  const isOfNoTarget = target !== undefined && !known.some(targetMatcher(target))
  const near = isOfNoTarget
    ? nearest(target, [...new Set(known.flatMap((each) => [each.runtime, ...namesOfTarget(each)]))])
    : distribution !== undefined && !names.includes(distribution)
      ? nearest(distribution, names)
      : entryPoint !== undefined && !commands.some(globMatcher(entryPoint))
        ? nearest(entryPoint, commands)
        : path === undefined
          ? undefined
          : nearestGlob(path, paths)
  return { condition, suggestion: near === undefined ? '' : `did you mean "${near}"? ` }
}
