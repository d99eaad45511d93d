import type { CodeLevel, DecisionKind, PolicyConfig, PolicyPreset, PolicyRule, Target } from '@exuvia/model'
import {
  type Condition,
  conditionsOf,
  kindCondition,
  KINDS_IN_WORDS,
  LEFTOVERS,
  licenceCondition,
  type RuleSubject,
  writtenConditions,
} from './conditions.ts'
import { targetMatcher } from '@exuvia/packaging'
import type { FileKind } from './file-kind.ts'
import { PRESETS } from './presets.ts'

/** A written or preset rule, ready to use. */
export interface Rule {
  /** `policy.rules[2]` or `preset source-free`. */
  readonly name: string
  /** The rule in one line. */
  readonly text: string
  /** Undefined: the rule decides about the level alone. */
  readonly ship: DecisionKind | undefined
  /** How modules are compiled, as far as the rule says it. */
  readonly level: Partial<CodeLevel>
  readonly reason: string
  /** Whether all conditions hold. Each rule is asked about each file, so it makes no words. */
  readonly holds: (subject: RuleSubject) => boolean
  /** The first condition that fails, in words; undefined if all hold. */
  readonly failure: (subject: RuleSubject) => string | undefined
  /** Whether the rule can hold in a target. */
  readonly allowsTarget: (target: Target) => boolean
  /** Whether the rule can decide such a file: only modules become bytecode, and have a level. */
  readonly applies: (kind: FileKind) => boolean
}

/** Returns a policy's rules in order: the written ones, then the preset's. */
export function rulesOf(policy: Pick<PolicyConfig, 'preset' | 'rules' | 'licenseSets'>): readonly Rule[] {
  const written = policy.rules.map((rule, index) =>
    writtenRule(rule, `policy.rules[${index}]`, policy.licenseSets),
  )
  return policy.preset === undefined ? written : [...written, ...presetRules(policy.preset)]
}

function writtenRule(rule: PolicyRule, name: string, licenseSets: PolicyConfig['licenseSets']): Rule {
  const { target, ship, optimize, docstrings, until, reason } = rule
  const conditions = conditionsOf(rule, licenseSets)
  const written = writtenConditions(rule).map(([key, value]) => `${key} "${value}"`)
  const said = [
    ship ?? '',
    optimize === undefined ? '' : `optimize ${optimize}`,
    docstrings === undefined ? '' : `docstrings ${docstrings}`,
  ].filter((part) => part !== '')
  const when = until === undefined ? '' : `, until ${until}`
  return {
    name,
    text: `${written.length === 0 ? 'every file' : written.join(' and ')} → ${said.join(', ')}${when} (${reason})`,
    ship,
    level: {
      ...(optimize === undefined ? {} : { optimize }),
      ...(docstrings === undefined ? {} : { docstrings }),
    },
    reason,
    ...joined(conditions),
    allowsTarget: target === undefined ? () => true : targetMatcher(target),
    applies: (kind) =>
      kind === 'python' || (ship !== undefined && (ship !== 'bytecode' || kind === 'loose-source')),
  }
}

function joined(conditions: readonly Condition[]): Pick<Rule, 'holds' | 'failure'> {
  return {
    holds: (subject) => conditions.every((condition) => condition.holds(subject)),
    failure: (subject) => conditions.find((condition) => !condition.holds(subject))?.failure(subject),
  }
}

function presetRules(preset: PolicyPreset): Rule[] {
  return PRESETS[preset].map((rule) => {
    const conditions: Condition[] = [kindCondition(rule.kinds)]
    if (rule.license !== undefined) conditions.push(licenceCondition(rule.license, {}))
    if (rule.isForLeftovers === true) conditions.push(LEFTOVERS)
    const what =
      rule.isForLeftovers === true
        ? 'leftovers of tools'
        : rule.kinds.map((kind) => KINDS_IN_WORDS[kind]).join(' and ')
    return {
      name: `preset ${preset}`,
      text: `${what}${rule.license === undefined ? '' : ` under a ${rule.license} licence`} → ${rule.ship} (${rule.reason})`,
      ship: rule.ship,
      level: {},
      reason: rule.reason,
      ...joined(conditions),
      allowsTarget: () => true,
      applies: () => true,
    }
  })
}
