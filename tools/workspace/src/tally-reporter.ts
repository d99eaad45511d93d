import { writeFileSync } from 'node:fs'

import type { Reporter } from 'vitest/node'

import { recordRun } from './tally.ts'

/** Writes how each test ended to the file that EXUVIA_TALLY names, as JSON, for .ci/run. */
export default class TallyReporter implements Reporter {
  onTestRunEnd: NonNullable<Reporter['onTestRunEnd']> = (modules, unhandledErrors) => {
    const file = process.env['EXUVIA_TALLY']
    if (file === undefined) throw new Error('EXUVIA_TALLY does not name a file for the tally')
    writeFileSync(file, JSON.stringify(recordRun(modules, unhandledErrors)))
  }
}
