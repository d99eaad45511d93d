import {
  type Decision,
  type DecisionKind,
  type Distribution,
  type FileRole,
  type PolicyConfig,
  scriptOfCode,
  type SourceFile,
  type Target,
} from '@exuvia/model'
import { type FileKind, kindOfData } from './file-kind.ts'
import { readLicense } from '@exuvia/packaging'
import { commandsOfFile } from './commands-of-file.ts'
import { KINDS_IN_WORDS, type RuleSubject } from './conditions.ts'
import type { Rule } from './rules.ts'

/** A rule that was tried, and its outcome. */
export interface Considered {
  readonly rule: string
  readonly text: string
  readonly outcome: 'decided' | 'passed-over' | 'no-match'
  /** In words: the condition that failed, or why a matching rule could not decide. */
  readonly because: string
}

/**
 * Tries the rules in order; the first that matches decides.
 * @param considered gets one item for each rule asked
 */
export function decide(
  subject: RuleSubject,
  rules: readonly Rule[],
  policy: Pick<PolicyConfig, 'default'>,
  considered?: Considered[],
): Decision {
  for (const rule of rules) {
    if (rule.ship === undefined) continue
    const holds = rule.holds(subject)
    const passedOver = holds && !rule.applies(subject.kind)
    const decided = holds && !passedOver
    if (considered !== undefined) {
      considered.push({
        rule: rule.name,
        text: rule.text,
        outcome: decided ? 'decided' : passedOver ? 'passed-over' : 'no-match',
        because:
          rule.failure(subject) ??
          (passedOver
            ? `it matches, but ${KINDS_IN_WORDS[subject.kind]} cannot become bytecode`
            : 'every condition holds'),
      })
    }
    if (decided) return { ship: shipAs(rule.ship, subject.kind), rule: rule.name, reason: rule.reason }
  }
  if (subject.kind === 'python' || subject.kind === 'loose-source') {
    const ship = shipAs(policy.default, subject.kind)
    return { ship, rule: 'default', reason: `policy.default is "${policy.default}"` }
  }
  return { ship: 'data', rule: 'built in', reason: BUILT_IN_REASONS[subject.kind] }
}

const BUILT_IN_REASONS: Readonly<Record<Exclude<FileRole, 'python'>, string>> = {
  data: 'data files ship as they are',
  stub: 'type stubs ship as they are',
  native: 'native files ship as they are',
  script: 'scripts need their #! line, which bytecode cannot carry',
  metadata: 'importlib.metadata and licence tools read metadata',
  license: 'licence texts ship with the code that they cover',
}

/** Files other than modules have one form, which `source` and `both` mean. */
function shipAs(ship: DecisionKind, kind: FileKind): DecisionKind {
  if (kind === 'python') return ship
  if (kind === 'loose-source')
    return ship === 'bytecode' ? 'bytecode' : ship === 'exclude' ? 'exclude' : 'data'
  return ship === 'exclude' ? 'exclude' : 'data'
}

/** Describes a file of the inventory for rules. */
export function subjectOf(
  file: KnownFile,
  distribution: Distribution,
  target: Target | undefined,
): RuleSubject {
  return {
    paths: rulePaths(file.path),
    kind: kindOf(file),
    distribution: distribution.normalizedName,
    license: licenseOf(distribution),
    target,
    commands: commandsOfFile(file.path, distribution.entryPoints),
  }
}

/** The paths that globs may match: below `lib/`, and in the tarball; of a script in Python also its command's. */
export function rulePaths(path: string): readonly string[] {
  const script = scriptOfCode(path)
  if (script !== undefined) return [`bin/${script}`, path]
  return path.startsWith('lib/') ? [path.slice(4), path] : [path]
}

/** The role, and for data files and commands what their names and contents show. */
export function kindOf({ path, role, facts }: KnownFile): FileKind {
  if (facts?.native !== undefined && (role === 'data' || role === 'script')) return 'native'
  const isPlain = role === 'data' || (role === 'license' && path.startsWith('LICENSES/'))
  if (!isPlain) return role
  const kind = kindOfData(path, facts?.script === true)
  return kind === 'data' ? role : kind
}

type KnownFile = Pick<SourceFile, 'path' | 'role' | 'facts'>

const licenses = new WeakMap<Distribution, ReturnType<typeof readLicense>>()

/** A distribution's licence, read once; undefined if unknown or not an SPDX expression. */
function licenseOf(distribution: Distribution): ReturnType<typeof readLicense> {
  if (!licenses.has(distribution)) {
    const { expression } = distribution.license
    licenses.set(distribution, expression === undefined ? undefined : readLicense(expression))
  }
  return licenses.get(distribution)
}
