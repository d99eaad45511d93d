/** How a test run went. `failed` also counts what failed outside of any test. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The part of vitest's test module that is counted. */
export interface CountedModule {
  readonly children: { allTests(): Iterable<{ result(): { readonly state: string } }> }
  errors(): readonly unknown[]
}

/**
 * Counts a run. A file that did not load, and an error outside of any test, count as
 * one failure each: a run without tests must not look green.
 */
export function tally(modules: readonly CountedModule[], unhandledErrors: readonly unknown[]): Tally {
  let passed = 0
  let failed = unhandledErrors.length
  let skipped = 0
  for (const item of modules) {
    failed += item.errors().length
    for (const test of item.children.allTests()) {
      const { state } = test.result()
      if (state === 'passed') passed += 1
      else if (state === 'skipped') skipped += 1
      else failed += 1
    }
  }
  return { passed, failed, skipped }
}
