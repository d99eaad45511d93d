/** How a file ships. */
export type DecisionKind = 'bytecode' | 'source' | 'both' | 'data' | 'exclude'

export const DECISION_KINDS: readonly DecisionKind[] = ['bytecode', 'source', 'both', 'data', 'exclude']

/** For one file: how it ships, the rule that decided, and why. */
export interface Decision {
  readonly ship: DecisionKind
  /** `policy.rules[2]`, `preset source-free`, `default`, or `built in` for files that no rule can change. */
  readonly rule: string
  readonly reason: string
}
