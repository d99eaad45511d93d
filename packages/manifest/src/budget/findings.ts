import {
  type BudgetLimit,
  type Finding,
  type Subject,
  compareText,
  finding,
  nearest,
  nearestGlob,
  someOf,
} from '@exuvia/model'
import { formatTarget, normalizeName, parseTarget } from '@exuvia/packaging'
import { formatBytes } from '../sizes.ts'
import { findGrowth } from './growth.ts'
import { type BudgetRow, artifactMatcher } from './measure.ts'
import type { Earlier, MeasuredArtifact } from './measured.ts'
import { fileMatcher, isOfPart, partInWords } from './part.ts'

/** What the findings about a budget name besides its rows. */
export interface BudgetSubject {
  /** The project, or the archive; for limits that name no distribution. */
  readonly name: string
  readonly earlier: Earlier
}

/** Rows of the same question about several artifacts have the same key. */
export function rowKey({ index, measure, allowance }: BudgetRow): string {
  return `${index} ${measure} ${allowance.text}`
}

/**
 * Reports a limit that artifacts exceed, by the largest of them, with what grew most in it.
 * @param rows at least one, of one key, all over the limit
 */
export function overFinding(rows: readonly BudgetRow[], { name, earlier }: BudgetSubject): Finding {
  const [row, ...others] = rows.toSorted(
    (a, b) => b.now - a.now || compareText(a.artifact.file, b.artifact.file),
  )
  if (row === undefined) throw new Error('no row')
  const { limit, now, most = 0, artifact } = row
  const growth = findGrowth(row)
  const args = {
    what: partInWords(limit, row.measure),
    artifact: artifact.file,
    now: formatBytes(now),
    over: formatBytes(now - most),
    limit: limitInWords(row),
    before: beforeInWords(row, earlier),
    others: others.map((each) => {
      const before = beforeInWords(each, earlier)
      return `and ${formatBytes(each.now)} in ${each.artifact.file}; before: ${before}`
    }),
    grown: growth.lines,
    example: quotedIfNeeded(growth.example ?? name),
    distribution: ownerOf(limit, name),
  }
  const subject = { key: keyOf(row), distribution: args.distribution }
  return finding('over-budget', limit.severity, subject, args)
}

/** Acceptances name distributions, not globs of them. */
function ownerOf({ distribution = '' }: BudgetLimit, name: string): string {
  return distribution === '' || /[*?{[]/.test(distribution) ? name : distribution
}

function keyOf({ index }: BudgetRow): string {
  return `budget.limits[${index}]`
}

/** `8 MB`, `+5 % (63.1 kB)`, with the reason of the limit. */
function limitInWords({ allowance, most, limit }: BudgetRow): string {
  const size = allowance.kind === 'size' || most === undefined ? '' : ` (${formatBytes(most)})`
  return `${allowance.text}${size}${limit.reason === undefined ? '' : `, because ${limit.reason}`}`
}

function beforeInWords({ before, earlier: then }: BudgetRow, earlier: Earlier): string {
  if (earlier.kind === 'none') return `unknown (${earlier.short})`
  const { version } = earlier.manifest
  if (before !== undefined) return `${formatBytes(before)} in ${version}`
  return then === undefined ? `not in ${version}` : `unknown in ${version}`
}

function quotedIfNeeded(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)
}

/** Reports what was not measured: one finding for each reason. */
export function unmeasuredFindings(rows: readonly BudgetRow[]): Finding[] {
  const reasons = Map.groupBy(
    rows.filter(({ state }) => state === 'not-measured'),
    ({ why }) => why?.reason ?? '',
  )
  return [...reasons].flatMap(([reason, some]) => {
    const [first] = some
    if (first === undefined) return []
    const limits = [...new Map(some.map((row) => [rowKey(row), row])).values()].map(
      ({ limit, measure, allowance }) => `${partInWords(limit, measure)} (limit ${allowance.text})`,
    )
    const targets = [...new Set(some.flatMap(({ artifact }) => artifact.target ?? []))]
    const subject: Subject = {
      key: limits.length === 1 ? keyOf(first) : 'budget',
      ...(targets.length === 0 ? {} : { targets }),
    }
    const args = { limits: someOf(limits, MOST_LIMITS), reason, advice: first.why?.advice ?? '' }
    const severity = first.why?.isExpected === true ? 'note' : 'warning'
    return [finding('budget-not-measured', severity, subject, args)]
  })
}

const MOST_LIMITS = 3

/**
 * Reports limits that hold for no artifact or count no file. A limit of nothing ("0 B") is there to match nothing.
 * @param artifacts all of a release: a limit of a target that was not built is no mistake
 */
export function unusedLimits(
  limits: readonly BudgetLimit[],
  artifacts: readonly MeasuredArtifact[],
): Finding[] {
  return limits.flatMap((limit, index) => {
    const held = artifacts.filter(artifactMatcher(limit))
    const forbids = [...limit.packed, ...limit.unpacked].every(
      (allowance) => allowance.kind === 'size' && allowance.bytes === 0,
    )
    const isUsed =
      held.length > 0 && (!isOfPart(limit) || held.some(({ files }) => files.some(fileMatcher(limit))))
    if (isUsed || forbids) return []
    const found = held.length === 0 ? noArtifact(limit, artifacts) : noFile(limit, held)
    const { near, ...args } = found
    const suggestion = near === undefined ? '' : `did you mean "${near}"? `
    return [finding('budget-unused', 'warning', { key: `budget.limits[${index}]` }, { ...args, suggestion })]
  })
}

interface Unmatched {
  readonly thing: string
  readonly condition: string
  readonly near: string | undefined
}

function noArtifact({ artifact, target }: BudgetLimit, artifacts: readonly MeasuredArtifact[]): Unmatched {
  const targets = artifacts.flatMap((each) => (each.target === undefined ? [] : [parseTarget(each.target)]))
  const names = targets.flatMap((each) => [each.runtime, formatTarget(each)])
  return {
    thing: 'artifact',
    condition: conditionsOf({ artifact, target }),
    near:
      target === undefined
        ? nearest(
            artifact ?? '',
            artifacts.map(({ file }) => file),
          )
        : nearest(target, new Set(names)),
  }
}

function noFile({ distribution, kind, path }: BudgetLimit, held: readonly MeasuredArtifact[]): Unmatched {
  const files = held.flatMap((artifact) => artifact.files)
  const names = new Set(
    files.flatMap((file) => (file.distribution === undefined ? [] : [normalizeName(file.distribution)])),
  )
  const near =
    distribution !== undefined && !names.has(distribution)
      ? nearest(distribution, names)
      : path === undefined
        ? undefined
        : nearestGlob(
            path,
            files.map((file) => file.path.replace(/^lib\//, '')),
          )
  return { thing: 'file', condition: conditionsOf({ distribution, kind, path }), near }
}

function conditionsOf(conditions: Readonly<Record<string, string | undefined>>): string {
  return Object.entries(conditions)
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key} = "${value}"`]))
    .join(', ')
}
