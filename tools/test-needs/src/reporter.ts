import type { Reporter } from 'vitest/node'

import { skipSummary } from './summary.ts'

/** Reports the skipped tests at the end of a run: why, and how to run them. */
export default class SkipReporter implements Reporter {
  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (modules) => {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const lines = skipSummary(tests.map((test) => ({ state: test.result().state, tags: test.tags })))
    if (lines.length > 0) console.log(`\n${lines.join('\n')}`)
  }
}
