import { writeFileSync } from 'node:fs'

import type { Reporter } from 'vitest/node'

import { tally } from './tally.ts'

/** Writes `passed failed skipped` to the file that EXUVIA_TALLY names, for .ci/run. */
export default class TallyReporter implements Reporter {
  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (modules, unhandledErrors) => {
    const file = process.env['EXUVIA_TALLY']
    if (file === undefined) throw new Error('EXUVIA_TALLY does not name a file for the tally')
    const { passed, failed, skipped } = tally(modules, unhandledErrors)
    writeFileSync(file, `${passed} ${failed} ${skipped}\n`)
  }
}
