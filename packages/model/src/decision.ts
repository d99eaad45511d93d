import type { CodeLevel } from './code-level.ts'

/** How a file ships. */
export type DecisionKind = 'bytecode' | 'source' | 'both' | 'data' | 'exclude'

export const DECISION_KINDS: readonly DecisionKind[] = ['bytecode', 'source', 'both', 'data', 'exclude']

/** For one file: how it ships, the rule that decided, and why. */
export interface Decision {
  readonly ship: DecisionKind
  /** `policy.rules[2]`, `preset source-free`, `default`, or `built in` for files that no rule can change. */
  readonly rule: string
  readonly reason: string
  /** Of modules that ship as bytecode alone. */
  readonly level?: DecidedLevel
}

/** What decided, and why. */
export interface DecidedBy {
  /** `policy.rules[2]`, `default`, or `optimize` for docstrings that follow the level. */
  readonly rule: string
  readonly reason: string
}

/** How a module is compiled, and what decided it. */
export interface DecidedLevel extends CodeLevel {
  readonly by: Readonly<Record<keyof CodeLevel, DecidedBy>>
}
