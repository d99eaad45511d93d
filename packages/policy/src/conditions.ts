import { type LicenseSet, type PolicyRule, type RuleKind, type Target, globMatcher } from '@exuvia/model'
import { formatTarget, type LicenseAlternatives, targetMatcher, normalizeName } from '@exuvia/packaging'
import type { FileKind } from './file-kind.ts'
import { findForgotten } from './leaks/find-forgotten.ts'
import { isTestPath } from './leaks/test-paths.ts'
import { licenseCondition } from './license-condition.ts'

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
  /** Names of the commands that it starts. */
  readonly commands: readonly string[]
}

/** A part of a rule that a file has to meet. */
export interface Condition {
  readonly holds: (subject: RuleSubject) => boolean
  /** In words, where it does not hold. */
  readonly failure: (subject: RuleSubject) => string
}

/** The conditions of a rule as they are written, in the order in which they are tried. */
export function writtenConditions(rule: PolicyRule): readonly (readonly [string, string])[] {
  const { path, distribution, license, target, kind, entryPoint } = rule
  const written = { path, distribution, license, target, kind, 'entry-point': entryPoint }
  return Object.entries(written).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))
}

/** The conditions of a rule, in the same order. */
export function conditionsOf(
  rule: PolicyRule,
  licenseSets: Readonly<Record<string, LicenseSet>>,
): readonly Condition[] {
  const { path, distribution, license, target, kind, entryPoint } = rule
  return [
    path === undefined ? undefined : pathCondition(path),
    distribution === undefined ? undefined : distributionCondition(distribution),
    license === undefined ? undefined : licenceCondition(license, licenseSets),
    target === undefined ? undefined : targetCondition(target),
    kind === undefined ? undefined : ruleKindCondition(kind),
    entryPoint === undefined ? undefined : entryPointCondition(entryPoint),
  ].filter((condition) => condition !== undefined)
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

/** Holds for what editors, systems, caches and coverage tools leave behind. */
export const LEFTOVERS: Condition = {
  holds: ({ paths }) => paths.some((path) => findForgotten(path)?.kind.isExcluded === true),
  failure: () => 'for leftovers of editors, systems, caches and coverage tools only',
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

/** The condition of a rule's `license`, and of a preset's. */
export function licenceCondition(text: string, sets: Readonly<Record<string, LicenseSet>>): Condition {
  const holds = licenseCondition(text, sets)
  if (holds === undefined) {
    const what = text.startsWith('@') ? 'no set of licences' : 'not an SPDX expression'
    return { holds: () => false, failure: () => `"${text}" is ${what}` }
  }
  return {
    holds: ({ license }) => license !== undefined && holds(license),
    failure: ({ license }) =>
      license === undefined
        ? `licence is not known, so it is not "${text}"`
        : `licence does not ${text.startsWith('@') ? 'match' : 'need'} "${text}"`,
  }
}

function targetCondition(glob: string): Condition {
  const matches = targetMatcher(glob)
  return {
    holds: ({ target }) => target !== undefined && matches(target),
    failure: ({ target }) =>
      `target is ${target === undefined ? 'not known' : formatTarget(target)}, not "${glob}"`,
  }
}

/** Of a rule's `kind`. Python source is a module wherever it is, as for the presets. */
function ruleKindCondition(wanted: RuleKind): Condition {
  if (wanted === 'test') {
    return { holds: ({ paths }) => paths.some(isTestPath), failure: () => 'not a file of tests' }
  }
  return {
    holds: ({ kind }) => ruleKindOf(kind) === wanted,
    failure: ({ kind }) => `kind is "${ruleKindOf(kind)}", not "${wanted}"`,
  }
}

function ruleKindOf(kind: FileKind): RuleKind {
  return kind === 'python' || kind === 'loose-source' ? 'module' : kind
}

function entryPointCondition(glob: string): Condition {
  const matches = globMatcher(glob)
  return {
    holds: ({ commands }) => commands.some(matches),
    failure: ({ commands }) =>
      commands.length === 0 ? 'no command starts it' : `starts ${commands.join(', ')}, not "${glob}"`,
  }
}

/** Of a preset's rule. */
export function kindCondition(kinds: readonly FileKind[]): Condition {
  return {
    holds: ({ kind }) => kinds.includes(kind) || (kind === 'loose-source' && kinds.includes('python')),
    failure: () => `for ${kinds.map((one) => KINDS_IN_WORDS[one]).join(' and ')} only`,
  }
}
