/**
 * A sample of every fault at every request; npm run prove:faults runs them all.
 *
 * @module-tag slow
 */
import { sampleOf } from '@exuvia/test-needs'
import { expect, it } from 'vitest'
import { UPLOAD, casesOf, newFigures, runCases } from './matrix.ts'
import { ADDING, FIRST, NIGHTLY } from './scenarios.ts'
import type { Surroundings } from './surroundings.ts'

/** Cases that run side by side, each with a server and a clock of its own. */
const AT_ONCE = 6

/** With other surroundings, lists lag in turn, and the uploads go side by side. */
const SETTINGS: readonly { readonly around: Surroundings; readonly concurrency: number }[] = [
  { around: 'plain', concurrency: 1 },
  { around: 'plain', concurrency: 4 },
  { around: 'workflows', concurrency: 4 },
  { around: 'drafts', concurrency: 4 },
]

it.each([FIRST, NIGHTLY, ADDING].flatMap((scenario) => SETTINGS.map((each) => ({ ...each, scenario }))))(
  'every fault at every request of $scenario.name, $around, $concurrency uploads at a time: whole and right',
  async ({ scenario, concurrency, around }) => {
    const isPlain = around === 'plain'
    const extent = sampleOf(isPlain ? 'full' : 'usual', scenario === FIRST && isPlain ? 'usual' : 'core')
    const all = await casesOf(scenario, concurrency, extent, around)
    // Neither divides a number of faults of an operation, so the sample has every fault.
    const step = isPlain ? 23 : 83
    const cases = sampleOf(
      all,
      all.filter((_, index) => index % step === 0),
    )
    expect(all.filter(({ operation }) => operation === UPLOAD).length).toBeGreaterThanOrEqual(15)
    const figures = newFigures()
    const failed = await runCases(scenario, cases, AT_ONCE, figures)
    const killed = cases.filter(({ fault }) => fault.kind === 'kill').length
    process.stdout.write(
      `fault matrix, ${scenario.name}, ${around}, ${concurrency} at a time: ${cases.length - failed.length} of ${cases.length} cases end right, ${killed} of them killed with SIGKILL; ${JSON.stringify(figures)}\n`,
    )
    expect(failed).toEqual([])
    expect(figures.sentTwice).toBe(0)
    expect(figures.rightAtOnce + figures.rightAfterOneRun).toBe(cases.length)
    // Only a release whose files are replaced shows temporary names.
    expect(scenario === NIGHTLY ? 0 : figures.temporaryNames).toBe(0)
  },
  // A busy machine takes hours for the whole of it.
  14_400_000,
)
