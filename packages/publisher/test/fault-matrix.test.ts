/**
 * A sample of every fault at every request; npm run prove:faults runs them all.
 *
 * @module-tag slow
 */
import { expect, it } from 'vitest'
import { UPLOAD, casesOf, runCases } from './matrix.ts'
import { ADDING, FIRST, NIGHTLY } from './scenarios.ts'

/** EXUVIA_MATRIX=full: the whole product, some minutes. */
const FULL = process.env['EXUVIA_MATRIX'] === 'full'
/** Cases that run side by side, each with a server and a clock of its own. */
const AT_ONCE = 6

it.each(
  [FIRST, NIGHTLY, ADDING].flatMap((scenario) => [1, 4].map((concurrency) => ({ scenario, concurrency }))),
)(
  'every fault at every request of $scenario.name, $concurrency uploads at a time: whole and right',
  async ({ scenario, concurrency }) => {
    const extent = FULL ? 'full' : scenario === FIRST ? 'usual' : 'core'
    const cases = await casesOf(scenario, concurrency, extent)
    expect(cases.filter(({ operation }) => operation === UPLOAD).length).toBeGreaterThanOrEqual(15)
    const failed = await runCases(scenario, cases, AT_ONCE)
    const killed = cases.filter(({ fault }) => fault.kind === 'kill').length
    process.stdout.write(
      `fault matrix, ${scenario.name}, ${concurrency} at a time: ${cases.length - failed.length} of ${cases.length} cases end right, ${killed} of them killed with SIGKILL\n`,
    )
    expect(failed).toEqual([])
  },
  1_200_000,
)
