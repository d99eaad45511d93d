import type { Reporter, Vitest } from 'vitest/node'

import { skipSummary } from './summary.ts'

/** Reports the skipped tests at the end of a run: why, and how to run them. */
export default class SkipReporter implements Reporter {
  #vitest: Vitest | undefined

  onInit: NonNullable<Reporter['onInit']> = (vitest) => {
    this.#vitest = vitest
  }

  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (modules) => {
    const tests = modules.flatMap((module) => [...module.children.allTests()])
    const missing = this.#vitest?.projects[0]?.getProvidedContext().missingTools ?? []
    const leavesOutSlow = this.#vitest?.config.tagsFilter?.includes('!slow') === true
    const ended = tests.map((test) => ({ state: test.result().state, tags: test.tags }))
    const lines = skipSummary(ended, missing, leavesOutSlow)
    if (lines.length > 0) console.log(`\n${lines.join('\n')}`)
  }
}
