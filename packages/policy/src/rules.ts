import {
  type CodeLevel,
  type DecisionKind,
  type PolicyConfig,
  type PolicyPreset,
  type PolicyRule,
  type Target,
  globMatcher,
} from '@exuvia/model'
import type { FileKind } from './file-kind.ts'
import { findForgotten } from './leaks/find-forgotten.ts'
import { licenseCondition } from './license-condition.ts'
import { formatTarget, type LicenseAlternatives, namesOfTarget, normalizeName } from '@exuvia/packaging'
import { PRESETS } from './presets.ts'

/** The facts that rules use. */
export interface RuleSubject {
  /** The paths a glob may match: below the tarball's folder, and below `lib/`. */
  readonly paths: readonly string[]
  readonly kind: FileKind
  /** PEP 503; undefined if unknown. */
  readonly distribution: string | undefined
  /** Undefined if unknown. */
  readonly license: LicenseAlternatives | undefined
  /** Undefined if unknown, or if no target contains the file. */
  readonly target: Target | undefined
}

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
export function rulesOf(policy: Pick<PolicyConfig, 'preset' | 'rules'>): readonly Rule[] {
  const written = policy.rules.map((rule, index) => writtenRule(rule, `policy.rules[${index}]`))
  return policy.preset === undefined ? written : [...written, ...presetRules(policy.preset)]
}

function writtenRule(rule: PolicyRule, name: string): Rule {
  const { path, distribution, license, target, ship, optimize, docstrings } = rule
  const onTarget = target === undefined ? undefined : targetCondition(target)
  const conditions: Condition[] = []
  if (path !== undefined) conditions.push(pathCondition(path))
  if (distribution !== undefined) conditions.push(distributionCondition(distribution))
  if (license !== undefined) conditions.push(licenceCondition(license))
  if (onTarget !== undefined) conditions.push(onTarget.condition)
  const written = [
    path === undefined ? '' : `path "${path}"`,
    distribution === undefined ? '' : `distribution "${distribution}"`,
    license === undefined ? '' : `license "${license}"`,
    target === undefined ? '' : `target "${target}"`,
  ].filter((part) => part !== '')
  const said = [
    ship ?? '',
    optimize === undefined ? '' : `optimize ${optimize}`,
    docstrings === undefined ? '' : `docstrings ${docstrings}`,
  ].filter((part) => part !== '')
  return {
    name,
    text: `${written.length === 0 ? 'every file' : written.join(' and ')} → ${said.join(', ')} (${rule.reason})`,
    ship,
    level: {
      ...(optimize === undefined ? {} : { optimize }),
      ...(docstrings === undefined ? {} : { docstrings }),
    },
    reason: rule.reason,
    holds: (subject) => conditions.every((condition) => condition.holds(subject)),
    failure: (subject) => conditions.find((condition) => !condition.holds(subject))?.failure(subject),
    allowsTarget: onTarget?.matches ?? (() => true),
    applies: (kind) =>
      kind === 'python' || (ship !== undefined && (ship !== 'bytecode' || kind === 'loose-source')),
  }
}

function presetRules(preset: PolicyPreset): Rule[] {
  return PRESETS[preset].map((rule) => {
    const conditions: Condition[] = [kindCondition(rule.kinds)]
    if (rule.license !== undefined) conditions.push(licenceCondition(rule.license))
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
      holds: (subject) => conditions.every((condition) => condition.holds(subject)),
      failure: (subject) => conditions.find((condition) => !condition.holds(subject))?.failure(subject),
      allowsTarget: () => true,
      applies: () => true,
    }
  })
}

/** A kind of file in words, for messages. */
export const KINDS_IN_WORDS: Readonly<Record<FileKind, string>> = {
  python: 'Python modules',
  'loose-source': 'Python files outside lib/',
  stub: 'type stubs',
  native: 'native files',
  script: 'scripts',
  metadata: 'metadata',
  license: 'licence texts',
  data: 'data files',
}

const LEFTOVERS: Condition = {
  holds: ({ paths }) => paths.some((path) => findForgotten(path)?.kind.isExcluded === true),
  failure: () => 'for leftovers of editors, systems, caches and coverage tools only',
}

interface Condition {
  readonly holds: (subject: RuleSubject) => boolean
  /** In words, where it does not hold. */
  readonly failure: (subject: RuleSubject) => string
}

function pathCondition(glob: string): Condition {
  const matches = globMatcher(glob.replace(/^\.\//, ''))
  return { holds: ({ paths }) => paths.some(matches), failure: () => `path is not "${glob}"` }
}

function distributionCondition(glob: string): Condition {
  // PEP 503; keeps the characters of globs (`*`, `?`, braces).
  const matches = globMatcher(normalizeName(glob))
  return {
    holds: ({ distribution }) => distribution !== undefined && matches(distribution),
    failure: ({ distribution }) => `distribution is ${distribution ?? 'not known'}, not "${glob}"`,
  }
}

function licenceCondition(text: string): Condition {
  const holds = licenseCondition(text)
  if (holds === undefined) return { holds: () => false, failure: () => `"${text}" is not an SPDX expression` }
  return {
    holds: ({ license }) => license !== undefined && holds(license),
    failure: ({ license }) =>
      license === undefined
        ? `licence is not known, so it is not "${text}"`
        : `licence does not need "${text}"`,
  }
}

function targetCondition(glob: string): {
  readonly condition: Condition
  readonly matches: (target: Target) => boolean
} {
  const matches = targetMatcher(glob)
  const condition: Condition = {
    holds: ({ target }) => target !== undefined && matches(target),
    failure: ({ target }) =>
      `target is ${target === undefined ? 'not known' : formatTarget(target)}, not "${glob}"`,
  }
  return { condition, matches }
}

/** Tests whether a glob names a target: by its runtime (`cp39`, `cp3*`), or as a whole (`cp312-any`, `*-win_amd64`, `*-windows-*`). */
export function targetMatcher(glob: string): (target: Target) => boolean {
  const matches = globMatcher(glob)
  return (target) => matches(target.runtime) || namesOfTarget(target).some(matches)
}

function kindCondition(kinds: readonly FileKind[]): Condition {
  return {
    holds: ({ kind }) => kinds.includes(kind) || (kind === 'loose-source' && kinds.includes('python')),
    failure: () => `for ${kinds.map((one) => KINDS_IN_WORDS[one]).join(' and ')} only`,
  }
}
