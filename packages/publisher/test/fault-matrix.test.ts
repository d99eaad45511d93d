/**
 * A sample of every fault at every request; npm run prove:faults runs them all.
 *
 * @module-tag slow
 */
import { sampleOf } from '@exuvia/test-needs'
import { expect, it } from 'vitest'
import { UPLOAD, casesOf, newFigures, runCases } from './matrix.ts'
import { ADDING, FIRST, NIGHTLY } from './scenarios.ts'

/** Cases that run side by side, each with a server and a clock of its own. */
const AT_ONCE = 6

it.each(
  [FIRST, NIGHTLY, ADDING].flatMap((scenario) => [1, 4].map((concurrency) => ({ scenario, concurrency }))),
)(
  'every fault at every request of $scenario.name, $concurrency uploads at a time: whole and right',
  async ({ scenario, concurrency }) => {
    const extent = sampleOf('full', scenario === FIRST ? 'usual' : 'core')
    const all = await casesOf(scenario, concurrency, extent)
    // 13 divides no number of faults of an operation, so the sample has every fault.
    const cases = sampleOf(
      all,
      all.filter((_, index) => index % 13 === 0),
    )
    expect(all.filter(({ operation }) => operation === UPLOAD).length).toBeGreaterThanOrEqual(15)
    const figures = newFigures()
    const failed = await runCases(scenario, cases, AT_ONCE, figures)
    const killed = cases.filter(({ fault }) => fault.kind === 'kill').length
    process.stdout.write(
      `fault matrix, ${scenario.name}, ${concurrency} at a time: ${cases.length - failed.length} of ${cases.length} cases end right, ${killed} of them killed with SIGKILL; ${JSON.stringify(figures)}\n`,
    )
    expect(failed).toEqual([])
    expect(figures.sentTwice).toBe(0)
    expect(figures.rightAtOnce + figures.rightAfterOneRun).toBe(cases.length)
    // Only a release whose files are replaced shows temporary names.
    expect(scenario === NIGHTLY ? 0 : figures.temporaryNames).toBe(0)
  },
  1_200_000,
)
