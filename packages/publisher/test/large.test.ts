/**
 * A thousand assets, and one of 1.9 GiB.
 *
 * @module-tag slow
 */
import { createHash } from 'node:crypto'
import { truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { simulatedClock, startTwin } from '@exuvia/github-twin'
import type { Asset } from '@exuvia/model'
import { expect, it, onTestFinished } from 'vitest'
import { type Child, publishInChild } from './child.ts'
import { type Setting, asset, optionsFor, scratch, wrongAtTheEnd } from './setting.ts'

/** Publishes in a process of what is shipped, and gives the most memory that it had. */
async function publishWeighed(here: Setting, given: readonly Asset[]): Promise<Awaited<Child['ended']>> {
  const child = await publishInChild(here.clock, optionsFor(here, given))
  return child.ended
}

const MIB = 1024 * 1024
/** For one stream, which makes little garbage. */
const STREAMED = 150 * MIB
/**
 * For thousands of answers. Node itself takes about 50 MiB, and V8's young generation grows by
 * up to 48 MiB before it is collected: ten runs of the same code peaked between 133 and 155 MiB.
 */
const ANSWERED = 200 * MIB

it('1,000 assets: under every limit of GitHub, in little memory', async () => {
  const clock = simulatedClock()
  const twin = await startTwin({ clock })
  onTestFinished(() => twin.close())
  const folder = scratch()
  const given = Array.from({ length: 1000 }, (_, index) => asset(folder, `part-${index}.bin`, `${index}`))
  const before = clock.now()
  const { status, report } = await publishWeighed({ twin, clock }, given)
  expect(status).toBe(0)
  expect(report?.uploaded).toBe(1000)
  expect(report?.peak).toBeLessThan(ANSWERED)
  expect(wrongAtTheEnd(twin, given)).toEqual([])
  // GitHub would have refused whatever came too fast.
  expect(twin.requests.filter((request) => request.status === 403 || request.status === 429)).toEqual([])
  const hours = (clock.now() - before) / 3_600_000
  expect(hours).toBeGreaterThanOrEqual(2)
  expect(hours).toBeLessThan(2.3)
  process.stdout.write(
    `1,000 assets: ${twin.requests.length} requests, ${hours.toFixed(2)} h of simulated time, ${Math.round((report?.peak ?? 0) / MIB)} MiB\n`,
  )
}, 600_000)

it('one asset of 1.9 GiB: streamed, in little memory', async () => {
  const clock = simulatedClock()
  const twin = await startTwin({ clock, keepBytes: false })
  onTestFinished(() => twin.close())
  const path = join(scratch(), 'sparse.bin')
  const mebibytes = 1945
  const size = mebibytes * MIB
  writeFileSync(path, '')
  truncateSync(path, size)
  const hash = createHash('sha256')
  const zeros = Buffer.alloc(MIB)
  for (let index = 0; index < mebibytes; index += 1) hash.update(zeros)
  const given = [{ name: 'image.bin', path, size, sha256: hash.digest('hex') }]
  const { status, report } = await publishWeighed({ twin, clock }, given)
  expect(status).toBe(0)
  expect(report?.peak).toBeLessThan(STREAMED)
  expect(wrongAtTheEnd(twin, given)).toEqual([])
  process.stdout.write(`1.9 GiB: ${Math.round((report?.peak ?? 0) / MIB)} MiB\n`)
}, 600_000)
