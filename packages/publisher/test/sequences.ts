import { rmSync } from 'node:fs'
import { type Asset, ExuviaError } from '@exuvia/model'
import type { Fault, FaultRule, Lag, Twin } from '@exuvia/github-twin'
import * as fc from 'fast-check'
import { expect } from 'vitest'
import { type PublishOptions, publishRelease } from '../src/index.ts'
import { nameBehind } from '../src/intent.ts'
import { publishInChild } from './child.ts'
import type { Scenario } from './matrix.ts'
import { ADDING, FIRST, NIGHTLY } from './scenarios.ts'
import { REPO, type Setting, makeScratch, optionsFor, startSetting, wrongAtTheEnd } from './setting.ts'

/** Where a run is stopped: its connections break at once, and it does nothing more. */
interface Stop {
  readonly at: 'before' | 'during' | 'after'
  /** Of all its requests, from 1. */
  readonly nth: number
  /** A process of its own, and SIGKILL; else what Ctrl-C does. */
  readonly kill: boolean
}

interface Run {
  readonly publishers: number
  readonly concurrency: number
  readonly faults: readonly FaultRule[]
  readonly stop: Stop | undefined
  readonly lag: Lag
}

/** Runs one after another, each with faults of its own. */
export interface Sequence {
  readonly scenario: Scenario
  /** There is a draft that someone made by hand, if there is no release yet. */
  readonly byHand: boolean
  readonly latency: number
  readonly runs: readonly Run[]
}

const SLOW_DOWN = 'You have exceeded a secondary rate limit'
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.constantFrom<Fault>(
    { kind: 'refuse' },
    { kind: 'reset-before' },
    { kind: 'reset-midway' },
    { kind: 'reset-after' },
    { kind: 'starter' },
    { kind: 'truncate' },
    { kind: 'corrupt' },
    { kind: 'stall', at: 'start' },
    { kind: 'stall', at: 'body' },
    { kind: 'stall', at: 'answer' },
    { kind: 'status', status: 403, message: SLOW_DOWN },
    { kind: 'status', status: 429, retryAfter: 5 },
    { kind: 'status', status: 401, message: 'Bad credentials' },
    { kind: 'status', status: 404, message: 'Not Found' },
  ),
  fc.record({
    kind: fc.constant('status' as const),
    status: fc.constantFrom(408, 500, 502, 503, 504),
    tookEffect: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('delay' as const), ms: fc.integer({ min: 1, max: 30_000 }) }),
)
const operation = fc.constantFrom(
  'get',
  'create-release',
  'list-releases',
  'get-release',
  'get-release-by-tag',
  'update-release',
  'upload-release-asset',
  'list-release-assets',
  'get-release-asset',
  'update-release-asset',
  'delete-release-asset',
)
const rule: fc.Arbitrary<FaultRule> = fc.record({
  when: fc.oneof(
    fc.constant({}),
    operation.map((name) => ({ operation: `repos/${name}` })),
  ),
  from: fc.integer({ min: 1, max: 25 }),
  times: fc.integer({ min: 1, max: 3 }),
  fault,
})
const run: fc.Arbitrary<Run> = fc.record({
  publishers: fc.constantFrom(1, 1, 2),
  concurrency: fc.constantFrom(1, 4),
  faults: fc.array(rule, { maxLength: 6 }),
  stop: fc.option(
    fc.record({
      at: fc.constantFrom('before' as const, 'during' as const, 'after' as const),
      nth: fc.integer({ min: 1, max: 30 }),
      kill: fc.constantFrom(false, false, false, true),
    }),
    { nil: undefined },
  ),
  lag: fc.record({
    list: fc.constantFrom(0, 3000, 12_000),
    assets: fc.constantFrom(0, 2000, 8000),
    digest: fc.constantFrom(0, 2000, Number.POSITIVE_INFINITY),
  }),
})
export const sequence: fc.Arbitrary<Sequence> = fc.record({
  scenario: fc.constantFrom(FIRST, ADDING, NIGHTLY),
  byHand: fc.boolean(),
  latency: fc.constantFrom(0, 0, 50, 400),
  runs: fc.array(run, { minLength: 1, maxLength: 4 }),
})

/** What is none of the publisher's business: it must be there, untouched, at every moment. */
const FOREIGN = 'handbook.pdf'

/** Somebody else's: an asset on the release of the tag, a draft and a public release for other tags. */
async function addForeign(twin: Twin, tag: string, byHand: boolean): Promise<void> {
  const send = async (url: string, body: string, type: string): Promise<{ id: number }> => {
    const headers = { authorization: `token ${twin.token}`, 'content-type': type }
    const answer = await fetch(url, { method: 'POST', body, headers })
    expect(answer.status).toBe(201)
    return (await answer.json()) as { id: number }
  }
  const create = (fields: object): Promise<{ id: number }> =>
    send(`${twin.url}/repos/${REPO}/releases`, JSON.stringify(fields), 'application/json')
  const ids = [await create({ tag_name: 'v0.9', draft: true }), await create({ tag_name: 'v0.8' })]
  const there = twin.releases(REPO).find((release) => release.tag === tag)
  const own = there ?? (byHand ? await create({ tag_name: tag, draft: true, body: 'by hand' }) : undefined)
  for (const { id } of own === undefined ? ids : [...ids, own])
    await send(`${twin.uploadsUrl}/repos/${REPO}/releases/${id}/assets?name=${FOREIGN}`, FOREIGN, 'a/b')
}

const foreignOf = (twin: Twin): string[] =>
  twin.releases(REPO).flatMap(({ id, tag, assets, draft }) => {
    const state = tag.startsWith('v0.') ? [`${tag} ${draft ? 'draft' : 'public'}`] : []
    return [...state, ...assets.filter(({ name }) => name === FOREIGN).map((each) => `${id} ${each.sha256}`)]
  })

/** The twin without what is foreign, and without what waits under a temporary name. */
function ownPart(twin: Twin, withTemporary: boolean): Twin {
  const isOwn = ({ name }: { name: string }): boolean =>
    name !== FOREIGN && (withTemporary || nameBehind(name) === undefined)
  const own = twin.releases(REPO).filter(({ tag }) => !tag.startsWith('v0.'))
  const releases = own.map((release) => ({ ...release, assets: release.assets.filter(isOwn) }))
  return { ...twin, releases: () => releases }
}

/** Plays a sequence, then a run without faults; says what was wrong on the way and at the end. */
export async function problemsOf({ scenario, byHand, latency, runs }: Sequence): Promise<string[]> {
  const here = await startSetting({ network: { latency } })
  const folder = makeScratch()
  try {
    await scenario.before(here, folder)
    const wanted = scenario.wanted(folder)
    await addForeign(here.twin, scenario.options.tag ?? 'v1.0.0', byHand)
    return await play(here, scenario, wanted, runs)
  } finally {
    await here.twin.close()
    rmSync(folder, { recursive: true })
  }
}

async function play(
  here: Setting,
  scenario: Scenario,
  wanted: readonly Asset[],
  runs: readonly Run[],
): Promise<string[]> {
  const { twin, clock } = here
  const problems = new Set<string>()
  const foreign = foreignOf(twin)
  const temporaries = scenario === NIGHTLY
  const isDamaged = runs.some(({ faults }) => faults.some((each) => each.fault.kind === 'corrupt'))
  twin.onChange(() => {
    for (const problem of scenario.wrongNow(ownPart(twin, temporaries), wanted, isDamaged))
      problems.add(problem)
    const now = foreignOf(twin)
    for (const each of foreign) if (!now.includes(each)) problems.add(`foreign, and gone: ${each}`)
  })
  const judgeDone = (): void => {
    const isPublic = ownPart(twin, false)
      .releases(REPO)
      .filter(({ draft }) => !draft)
    const missing = wanted.filter(
      ({ name, sha256 }) =>
        !isPublic.some(({ assets }) => assets.some((each) => each.name === name && each.sha256 === sha256)),
    )
    for (const { name } of missing) problems.add(`status 0, and ${name} is missing`)
  }
  const publish = async (options: PublishOptions): Promise<void> => {
    try {
      await publishRelease(options)
    } catch {
      return
    }
    judgeDone()
  }
  for (const one of runs) {
    twin.setLag(one.lag)
    const options = optionsFor(here, wanted, { ...scenario.options, concurrency: one.concurrency })
    const kills = one.stop?.kill === true
    // In a process of its own a stall takes its real time.
    for (const each of one.faults)
      twin.faults.add(kills && each.fault.kind === 'stall' ? { ...each, fault: { kind: 'refuse' } } : each)
    const others = Array.from({ length: one.publishers - 1 }, () => publish(options))
    await Promise.all([...others, stopped(here, options, one.stop, publish)])
    twin.faults.clear()
  }
  await clock.sleep(60_000)
  let options = optionsFor(here, wanted, scenario.options)
  try {
    await publishRelease(options)
  } catch (error) {
    // A run that ended between damaged bytes and their digest leaves what nobody can tell from other people's bytes.
    const isLeft = isDamaged && error instanceof ExuviaError && error.code === 'publish-asset-differs'
    if (!isLeft) throw error
    options = { ...options, replace: true }
    await publishRelease(options)
  }
  for (const problem of wrongAtTheEnd(ownPart(twin, true), wanted)) problems.add(`at the end: ${problem}`)
  await clock.sleep(60_000)
  if ((await publishRelease(options)).changed) problems.add('a run after the last changed something')
  return [...problems]
}

/** Publishes, and is stopped or killed on the way. */
async function stopped(
  { twin, clock }: Setting,
  options: PublishOptions,
  stop: Stop | undefined,
  publish: (options: PublishOptions) => Promise<void>,
): Promise<void> {
  if (stop === undefined) return publish(options)
  const { at, nth: from } = stop
  if (!stop.kill) {
    const over = new AbortController()
    const halt = (): void => {
      over.abort()
    }
    twin.faults.add({ from, fault: { kind: 'call', at, run: halt } })
    return publish({ ...options, signal: over.signal })
  }
  const child = await publishInChild(clock, options, { mayFail: true })
  const kill = async (): Promise<void> => {
    child.kill()
    await child.ended
  }
  twin.faults.add({ from, fault: { kind: 'call', at, run: kill } })
  await child.ended
}
