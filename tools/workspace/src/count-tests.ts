/** Prints `passed failed skipped` of several runs, each test counted once: count-tests.ts FILE… */
import { readFileSync } from 'node:fs'

import { type Run, countOnce } from './tally.ts'

const runs = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')) as Run)
const { passed, failed, skipped } = countOnce(runs)
console.log(`${passed} ${failed} ${skipped}`)
