/** How a test ended. A failure outside of any test has a name of its own. */
export type State = 'passed' | 'failed' | 'skipped'

/** The tests of one run by name: a name is the same in every run of the same sources. */
export type Run = Readonly<Record<string, State>>

/** How tests ended, in numbers. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The part of vitest's test module that the tally reads. */
export interface CountedModule {
  readonly moduleId: string
  readonly children: {
    allTests(): Iterable<{ readonly fullName: string; result(): { readonly state: string } }>
  }
  errors(): readonly unknown[]
}

/**
 * Names every test of a run, with how it ended. A file that fails to load, and an error
 * outside of any test, count as one failure each: a run without tests must not look green.
 */
export function recordRun(modules: readonly CountedModule[], unhandledErrors: readonly unknown[]): Run {
  const run: Record<string, State> = {}
  const record = (name: string, state: State): void => {
    let unique = name
    for (let count = 2; run[unique] !== undefined; count += 1) unique = `${name} (${count})`
    run[unique] = state
  }
  for (const _ of unhandledErrors) record('outside of any test', 'failed')
  for (const item of modules) {
    for (const _ of item.errors()) record(`${item.moduleId}: the file`, 'failed')
    for (const test of item.children.allTests()) {
      const { state } = test.result()
      record(
        `${item.moduleId}: ${test.fullName}`,
        state === 'passed' || state === 'skipped' ? state : 'failed',
      )
    }
  }
  return run
}

/** Counts each test once: failed if any run failed it, else passed if any run passed it. */
export function countOnce(runs: readonly Run[]): Tally {
  const states = new Map<string, State>()
  const order: readonly State[] = ['skipped', 'passed', 'failed']
  for (const [name, state] of runs.flatMap((run) => Object.entries(run))) {
    const before = states.get(name)
    if (before === undefined || order.indexOf(state) > order.indexOf(before)) states.set(name, state)
  }
  const count = (wanted: State): number => [...states.values()].filter((state) => state === wanted).length
  return { passed: count('passed'), failed: count('failed'), skipped: count('skipped') }
}
