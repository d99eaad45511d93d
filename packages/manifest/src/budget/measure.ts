import { type Allowance, type BudgetLimit, globMatcher, mostAllowed } from '@exuvia/model'
import { parseTarget, targetMatcher } from '@exuvia/packaging'
import { nameOf } from '../artifact-name.ts'
import type { Earlier, Measure, MeasuredArtifact } from './measured.ts'
import { sizeOfPart } from './part.ts'

/** What one limit says of one artifact. */
export interface BudgetRow {
  /** Of the limit in the configuration. */
  readonly index: number
  readonly limit: BudgetLimit
  readonly measure: Measure
  readonly allowance: Allowance
  readonly artifact: MeasuredArtifact
  /** The same artifact of the last published release; undefined if it has none, or nobody knows. */
  readonly earlier: MeasuredArtifact | undefined
  /** Bytes. At least so many, if `unknown`. */
  readonly now: number
  /** Bytes; undefined if unknown. */
  readonly before: number | undefined
  /** The most bytes that are allowed; undefined if that depends on what is unknown. */
  readonly most: number | undefined
  readonly state: 'kept' | 'over' | 'not-measured'
  /** Why it is not measured. */
  readonly why?: Unmeasured
}

/** Why nobody knows whether a limit is kept. */
export interface Unmeasured {
  readonly reason: string
  readonly advice: string
  /** Whether that is as it has to be. */
  readonly isExpected: boolean
}

/**
 * Measures artifacts by the limits of a budget: a row for each limit, size and artifact that it holds for. What
 * cannot be measured is a row of its own, never kept. Pure; neither the order of artifacts nor that of their files
 * decides anything but the order of the rows.
 */
export function measureBudget(
  limits: readonly BudgetLimit[],
  artifacts: readonly MeasuredArtifact[],
  earlier: Earlier,
): BudgetRow[] {
  const before = new Map(
    earlier.kind === 'release' ? earlier.manifest.artifacts.map((each) => [nameOf(each), each]) : [],
  )
  return limits.flatMap((limit, index) => {
    const concerns = artifactMatcher(limit)
    return artifacts
      .filter(concerns)
      .flatMap((artifact) =>
        (['packed', 'unpacked'] as const).flatMap((measure) =>
          limit[measure].map((allowance) =>
            measureOne({ index, limit, measure, allowance, artifact }, before.get(nameOf(artifact)), earlier),
          ),
        ),
      )
  })
}

/** Tests whether a limit holds for an artifact. */
export function artifactMatcher({
  artifact,
  target,
}: BudgetLimit): (of: Pick<MeasuredArtifact, 'file' | 'target'>) => boolean {
  const isNamed = artifact === undefined ? undefined : globMatcher(artifact)
  const isFor = target === undefined ? undefined : targetMatcher(target)
  return (of) => {
    if (isNamed?.(of.file) === false) return false
    return isFor === undefined || (of.target !== undefined && isFor(parseTarget(of.target)))
  }
}

type Question = Pick<BudgetRow, 'index' | 'limit' | 'measure' | 'allowance' | 'artifact'>

function measureOne(
  question: Question,
  earlierArtifact: MeasuredArtifact | undefined,
  earlier: Earlier,
): BudgetRow {
  const { limit, measure, allowance, artifact } = question
  const now = sizeOfPart(limit, measure, artifact)
  const then = earlierArtifact === undefined ? undefined : sizeOfPart(limit, measure, earlierArtifact)
  const before = then?.unknown === 0 ? then.bytes : undefined
  const most = mostAllowed(allowance, before)
  const about = { ...question, earlier: earlierArtifact, now: now.bytes, before, most }
  if (most !== undefined && now.bytes > most) return { ...about, state: 'over' }
  if (now.unknown > 0) return { ...about, state: 'not-measured', why: UNREAD }
  if (most !== undefined) return { ...about, state: 'kept' }
  return { ...about, state: 'not-measured', why: whyNoGrowth(question, then !== undefined, earlier) }
}

const UNREAD: Unmeasured = {
  reason: 'Exuvia cannot read a part of its bytecode, and nobody knows what is in it',
  advice: 'limit kind = "bytecode" instead',
  isExpected: false,
}

function whyNoGrowth({ artifact }: Question, wasThere: boolean, earlier: Earlier): Unmeasured {
  if (earlier.kind === 'none')
    return { reason: earlier.reason, advice: earlier.advice, isExpected: earlier.isFirst }
  const { version } = earlier.manifest
  return wasThere
    ? { ...UNREAD, reason: `Exuvia could not read a part of the bytecode of ${version}` }
    : { reason: `${version} has no ${nameOf(artifact)}`, advice: '', isExpected: true }
}
