/**
 * Sequences of faults; npm run prove:sequences runs more.
 *
 * @module-tag slow
 */
import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import type { FaultRule } from '@exuvia/github-twin'
import { FIRST, NIGHTLY } from './scenarios.ts'
import { type Sequence, problemsOf, sequence } from './sequences.ts'

/** `npm run prove:sequences` takes 3,000, and other ones each time. */
const COUNT = Number(process.env['EXUVIA_SEQUENCES'] ?? '16')
const SEED = process.env['EXUVIA_SEQUENCES'] === undefined ? { seed: 1 } : {}
/** Sequences that run side by side, each with a server and a clock of its own. */
const AT_ONCE = 8

it('any faults in any order, one or two publishers, interrupted runs: never wrong, and right in the end', async () => {
  const queue = fc.sample(sequence, { numRuns: COUNT, ...SEED })
  const failed: string[] = []
  let done = 0
  const work = async (): Promise<void> => {
    for (let given = queue.shift(); given !== undefined; given = queue.shift()) {
      const problems = await problemsOf(given).catch((error: unknown) => [String(error)])
      if (problems.length > 0) {
        failed.push(`${problems.join('; ')} in ${shown(given)}`)
        process.stdout.write(`${failed.at(-1) ?? ''}\n`)
      }
      done += 1
      // The long proof takes the better part of an hour.
      if (done % 100 === 0)
        process.stdout.write(`${done} of ${COUNT} sequences, ${failed.length} of them wrong\n`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  process.stdout.write(`sequences of faults: ${COUNT - failed.length} of ${COUNT} end right\n`)
  expect(failed).toEqual([])
}, 7_200_000)

type Run = Sequence['runs'][number]

function run(stop: Run['stop'], lag: Run['lag'], faults: readonly FaultRule[]): Run {
  return { publishers: 1, concurrency: 1, faults, stop, lag }
}

it('a nightly file that is right, but reads back damaged twice, is replaced without a moment that lacks its bytes', async () => {
  // Without digests of the server, the publisher knows only what it reads back.
  const lag = { list: 0, assets: 0, digest: Number.POSITIVE_INFINITY }
  const damaged: FaultRule = {
    when: { operation: 'store/get' },
    from: 5,
    times: 2,
    fault: { kind: 'corrupt' },
  }
  const runs = [run(undefined, lag, []), run(undefined, lag, [damaged])]
  expect(await problemsOf({ scenario: NIGHTLY, byHand: false, latency: 0, runs })).toEqual([])
})

it('a draft that an earlier run left out of sight is removed in the end, though the server reports no digest of its files', async () => {
  // The first draft is listed only after the second run has filled another one.
  const late: FaultRule = {
    when: {},
    from: 3,
    times: 2,
    fault: { kind: 'status', status: 503, tookEffect: false },
  }
  const runs = [
    run(
      { at: 'before', nth: 9, kill: false },
      { list: 12_000, assets: 8000, digest: Number.POSITIVE_INFINITY },
      [late],
    ),
    run(
      { at: 'after', nth: 20, kill: true },
      { list: 3000, assets: 8000, digest: Number.POSITIVE_INFINITY },
      [],
    ),
    run({ at: 'before', nth: 19, kill: false }, { list: 0, assets: 2000, digest: 0 }, []),
  ]
  expect(await problemsOf({ scenario: FIRST, byHand: false, latency: 0, runs })).toEqual([])
})

function shown(given: Sequence): string {
  return fc.stringify({ ...given, scenario: given.scenario.name })
}
