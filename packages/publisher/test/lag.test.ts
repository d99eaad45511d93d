/**
 * Lists that lag, in simulated time.
 *
 * @module-tag slow
 */
import { describe, expect, it } from 'vitest'
import { type PublishEvent, preflight, publishRelease } from '../src/index.ts'
import { publishInChild } from './child.ts'
import {
  REPO,
  type Setting,
  asset,
  assets,
  listener,
  optionsFor,
  scratch,
  setting,
  wrongAtTheEnd,
} from './setting.ts'

const UPLOAD = 'repos/upload-release-asset'

/** A run that is killed right after a request took effect. */
async function killedBehind(here: Setting, operation: string, given: ReturnType<typeof assets>, nth = 1) {
  const child = await publishInChild(here.clock, optionsFor(here, given, { concurrency: 1 }))
  const run = async (): Promise<void> => {
    child.kill()
    await child.ended
  }
  here.twin.faults.add({ when: { operation }, from: nth, fault: { kind: 'call', at: 'after', run } })
  await child.ended
  return here.twin.requests.length
}

const uploadsAfter = ({ twin }: Setting, from: number): number =>
  twin.requests.slice(from).filter(({ operation }) => operation === UPLOAD).length

describe.each([
  ['both lists of assets lag', { assets: 15_000 }],
  ["only the list lags, and not the release's own", { assets: 15_000, embedded: 0 }],
  ["only the release's own list lags", { assets: 0, embedded: 15_000 }],
])('where %s, the run after one that was killed', (_, lag) => {
  it.each([false, true])('behind its publication sends nothing again; immutable: %s', async (immutable) => {
    const here = await setting({ repositories: [{ name: REPO, immutableReleases: immutable }], lag })
    const given = assets(scratch(), 5)
    const from = await killedBehind(here, 'repos/update-release', given)
    const before = here.clock.now()
    expect(await preflight(optionsFor(here, given))).toMatchObject({ ok: true })
    const result = await publishRelease(optionsFor(here, given))
    expect(result).toMatchObject({ uploaded: [], replaced: [], published: true })
    expect(result.kept).toHaveLength(5)
    expect(uploadsAfter(here, from)).toBe(0)
    expect(here.twin.requests.length - from).toBeLessThan(80)
    expect(here.clock.now() - before).toBeLessThan(45_000)
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })

  it('in the middle of its uploads sends only what is missing', async () => {
    const here = await setting({ lag })
    const given = assets(scratch(), 5)
    const from = await killedBehind(here, UPLOAD, given, 3)
    const { events, onProgress } = listener()
    const result = await publishRelease(optionsFor(here, given, { onProgress }))
    expect(uploadsAfter(here, from)).toBe(2)
    expect(result).toMatchObject({ published: true })
    expect([result.uploaded.length, result.kept.length]).toEqual([2, 3])
    const lines = events.filter((event) => event.type === 'wait')
    for (const line of lines)
      expect(line).toMatchObject({ reason: expect.stringContaining('list') as string })
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
  })
})

it('a file that the server took without an answer counts as uploaded, and is not sent again', async () => {
  const here = await setting({ lag: { assets: 3000 } })
  const given = assets(scratch(), 3)
  here.twin.faults.add({ when: { operation: UPLOAD }, from: 2, fault: { kind: 'reset-after' } })
  const result = await publishRelease(optionsFor(here, given, { concurrency: 1 }))
  expect(uploadsAfter(here, 0)).toBe(3)
  expect(result.uploaded).toHaveLength(3)
  expect(result.kept).toEqual([])
})

it('a release that is older than the lag costs no wait', async () => {
  const here = await setting()
  const folder = scratch()
  const given = assets(folder, 3)
  await publishRelease(optionsFor(here, given, { draft: true }))
  await here.clock.sleep(120_000)
  const before = here.clock.now()
  await publishRelease(optionsFor(here, [...given, asset(folder, 'more.bin')]))
  expect(here.clock.now() - before).toBeLessThan(2000)
})

it('files are replaced one by one, so that at most one name is missing at a moment', async () => {
  const here = await setting()
  const folder = scratch()
  const names = ['a.bin', 'b.bin', 'c.bin', 'd.bin', 'e.bin']
  const built = (day: number) => names.map((name) => asset(folder, name, `${name} ${day}`))
  await publishRelease(optionsFor(here, built(1)))
  let worst = 0
  here.twin.onChange(() => {
    const there = new Set(
      here.twin.releases(REPO).flatMap(({ assets: each }) => each.map(({ name }) => name)),
    )
    worst = Math.max(worst, names.filter((name) => !there.has(name)).length)
  })
  await publishRelease(optionsFor(here, built(2), { replace: true, concurrency: 4 }))
  expect(worst).toBe(1)
})

it.each([{}, { assets: 2000 }, { assets: 9000, embedded: 0 }])(
  'a killed upload to a public release costs the next run a quarter of a minute and that file again, lag %j',
  async (lag) => {
    const here = await setting()
    const given = assets(scratch(), 6)
    await publishRelease(optionsFor(here, given.slice(0, 3)))
    here.twin.setLag(lag)
    here.twin.faults.add({ when: { operation: UPLOAD }, fault: { kind: 'starter' } })
    const stop = new AbortController()
    const onProgress = (event: PublishEvent): void => void (event.type === 'retry' && stop.abort())
    const killed = optionsFor(here, given, { signal: stop.signal, onProgress, concurrency: 1 })
    await expect(publishRelease(killed)).rejects.toMatchObject({ kind: 'interrupted' })
    const began = here.clock.now()
    const second = listener()
    const published = await publishRelease(optionsFor(here, given, second))
    expect(published.uploaded).toHaveLength(3)
    expect(wrongAtTheEnd(here.twin, given)).toEqual([])
    const waits = second.events.map((event) => (event.type === 'wait' ? event.seconds : 0))
    expect(waits.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(18)
    // For this run, the unfinished upload may be that of another job, also where the name is only called taken.
    const deletions = here.twin.requests.filter(({ operation }) => operation === 'repos/delete-release-asset')
    expect(deletions).toHaveLength(1)
    expect((deletions[0]?.at ?? 0) - began).toBeGreaterThanOrEqual(14_000)
  },
)
