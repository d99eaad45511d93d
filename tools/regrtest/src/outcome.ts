/** The outcome of one test module. */
export interface Outcome {
  /** `skipped`: the module needs something that this machine or these resources lack. */
  readonly status: 'passed' | 'failed' | 'skipped' | 'timed out' | 'absent'
  /** The names of the test cases that passed, sorted; names of generated cases can repeat. */
  readonly cases: readonly string[]
  readonly seconds: number
}

export type Outcomes = ReadonlyMap<string, Outcome>

/** A module that passes less than on the plain library. */
export interface Difference {
  readonly module: string
  /** The module no longer passes. */
  readonly moduleFails: boolean
  /** The cases that no longer pass. */
  readonly cases: readonly string[]
}

/** Everything that passes in `plain` and does not in `ours`: whole modules, and cases inside modules that fail anyway. */
export function differences(plain: Outcomes, ours: Outcomes): Difference[] {
  const found: Difference[] = []
  for (const [module, before] of plain) {
    const after = ours.get(module)
    const moduleFails = before.status === 'passed' && after?.status !== 'passed'
    const cases = missing(before.cases, after?.cases ?? [])
    if (moduleFails || cases.length > 0) found.push({ module, moduleFails, cases })
  }
  return found
}

/** The names that `before` contains more often than `after`. */
function missing(before: readonly string[], after: readonly string[]): string[] {
  const left = new Map<string, number>()
  for (const name of after) left.set(name, (left.get(name) ?? 0) + 1)
  return before.filter((name) => {
    const count = left.get(name) ?? 0
    left.set(name, count - 1)
    return count <= 0
  })
}

export function countStatus(outcomes: Outcomes, status: Outcome['status']): number {
  return [...outcomes.values()].filter((outcome) => outcome.status === status).length
}
