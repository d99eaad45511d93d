import type { Decision, Distribution, DistributionFacts, Severity, SourceUse } from '@exuvia/model'

/** How bytecode runs differently from its source: as `-O` or `-OO` compile it, or without its source beside it. */
export type Way = '-O' | '-OO' | 'no-source'

/** The distribution around a use. */
export interface BreakageContext {
  readonly distribution: Distribution
  readonly facts: DistributionFacts
  /** Path → decision, of one variant. */
  readonly decided: ReadonlyMap<string, Decision>
  /** The path of the module with the use. */
  readonly path: string
}

/** What a check says of a use: `what` completes "in this way …". */
export interface Breakage {
  readonly code: 'assert-removed' | 'docstring-removed' | 'source-needed'
  readonly way: Way
  readonly severity: Severity
  readonly what: string
}

/**
 * Judges one use. An error only where the break is certain and an import, or any call of the function, reaches it;
 * undefined where nothing breaks.
 */
export type BreakageCheck = (use: SourceUse, context: BreakageContext) => Breakage | undefined
