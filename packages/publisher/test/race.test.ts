/**
 * Publishers that begin at once, on many lines.
 *
 * @module-tag slow
 */
import { describe, expect, it } from 'vitest'
import { publishRelease } from '../src/index.ts'
import { assets, makeScratch, optionsFor, scratch, setting, startSetting, wrongAtTheEnd } from './setting.ts'
import { rmSync } from 'node:fs'

/** `npm run prove:race` runs 200. */
const ROUNDS = Number(process.env['EXUVIA_ROUNDS'] ?? '8')

/** Numbers that look like chance, and are the same in every run. */
function* chance(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    yield state / 2_147_483_648
  }
}

/** What is wrong after so many publishers began at once, on lines of different speed. */
async function race(publishers: number, round: number): Promise<string[]> {
  const random = chance(publishers * 1000 + round)
  const lag = { list: random.next().value * 8000, assets: round % 3 === 0 ? 2000 : 0, digest: 500 }
  const here = await startSetting({ lag, limits: { concurrent: 1000 } })
  const folder = makeScratch()
  try {
    const given = assets(folder, 5)
    for (let request = 1; request <= 60; request += 1) {
      const ms = Math.floor(random.next().value ** 3 * 3000)
      here.twin.faults.add({ from: request, fault: { kind: 'delay', ms } })
    }
    const runs = Array.from({ length: publishers }, () => publishRelease(optionsFor(here, given)))
    const ends = await Promise.allSettled(runs)
    const problems = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []))
    const ids = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value.releaseId] : []))
    if (new Set(ids).size > 1) problems.push('two releases')
    return [...problems, ...wrongAtTheEnd(here.twin, given)].map((problem) => `round ${round}: ${problem}`)
  } finally {
    await here.twin.close()
    rmSync(folder, { recursive: true })
  }
}

describe('several at once', () => {
  it.each([2, 4])(
    '%i publishers end in one release, each asset once',
    async (publishers) => {
      const failed: string[] = []
      const rounds = Array.from({ length: ROUNDS }, (_, index) => index)
      const work = async (): Promise<void> => {
        for (let round = rounds.shift(); round !== undefined; round = rounds.shift())
          failed.push(...(await race(publishers, round)))
      }
      await Promise.all(Array.from({ length: 4 }, work))
      process.stdout.write(`${publishers} publishers at once, ${ROUNDS} rounds: ${failed.length} problems\n`)
      expect(failed).toEqual([])
    },
    3_600_000,
  )

  it('two jobs with different parts end in one release with both', async () => {
    const here = await setting({ lag: { list: 3000 } })
    const given = assets(scratch(), 6)
    await Promise.all(
      [given.slice(0, 3), given.slice(3)].map((part) => publishRelease(optionsFor(here, part))),
    )
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })
})
