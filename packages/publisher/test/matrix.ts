import { rmSync } from 'node:fs'
import { type Asset, ExuviaError } from '@exuvia/model'
import type { Fault, Lag, Twin } from '@exuvia/github-twin'
import { type PublishOptions, publishRelease } from '../src/index.ts'
import { type Child, publishInChild } from './child.ts'
import { nameBehind } from '../src/intent.ts'
import { ANY, CORE, type Kill, LAGS, NO_WORKFLOWS, UPLOADS } from './matrix-faults.ts'
import { REPO, type Setting, makeScratch, optionsFor, startSetting, wrongAtTheEnd } from './setting.ts'
import {
  type Surroundings,
  foreignDrafts,
  optionsIn,
  serverFor,
  surround,
  withoutForeign,
  wrongForeign,
} from './surroundings.ts'

/** Something to publish, and what may never be seen on the way. */
export interface Scenario {
  readonly name: string
  /** Of a scratch folder. */
  readonly wanted: (folder: string) => readonly Asset[]
  readonly options: Partial<PublishOptions>
  /** Brings the server to where the run begins. */
  readonly before: (here: Setting, folder: string) => Promise<void>
  /** What is wrong on the server at this moment. @param isDamaged a fault damages bytes in transit */
  readonly wrongNow: (twin: Twin, wanted: readonly Asset[], isDamaged: boolean) => readonly string[]
}

/** One fault at one request of one run. */
export interface Case {
  readonly name: string
  readonly fault: Fault | Kill
  /** GitHub's name of the operation that meets it, and which of its requests, from 1. */
  readonly operation: string
  readonly nth: number
  readonly concurrency: number
  readonly lag: Partial<Lag>
  readonly around: Surroundings
  /** Uploads that the fault may make necessary besides. */
  readonly extraUploads: number
  /** Requests of a run without a fault. */
  readonly least: number
}

/** What cases came to. */
export interface Figures {
  rightAtOnce: number
  rightAfterOneRun: number
  /** Files that arrived whole more often than the fault made necessary. */
  sentTwice: number
  /** Cases in which a public release had a temporary name at some moment. */
  temporaryNames: number
  /** Requests to the API over those of one run without a fault, all cases together, and the most of one. */
  moreRequests: number
  mostRequests: number
}

export function newFigures(): Figures {
  return {
    rightAtOnce: 0,
    rightAfterOneRun: 0,
    sentTwice: 0,
    temporaryNames: 0,
    moreRequests: 0,
    mostRequests: 0,
  }
}

export const UPLOAD = 'repos/upload-release-asset'
/** Of the site, which has no limit of requests. */
const WEB = 'web/download'

/** Operations of a run without faults, in the order they arrive. */
async function operationsOf(
  scenario: Scenario,
  concurrency: number,
  around: Surroundings,
): Promise<string[]> {
  const { options } = scenario
  const here = await startSetting(serverFor(around, options))
  const folder = makeScratch()
  try {
    await scenario.before(here, folder)
    surround(around, here, options)
    const from = here.twin.requests.length
    const given = { ...optionsIn(around, options), concurrency }
    await publishRelease(optionsFor(here, scenario.wanted(folder), given))
    return here.twin.requests.slice(from).map((request) => request.operation)
  } finally {
    await here.twin.close()
    rmSync(folder, { recursive: true })
  }
}

/**
 * Every fault at every request. Lists and digests lag in turn, so that each fault meets all of it.
 * @param extent `full`: each case with every lag, and every way to be killed; else in turn; `core`: only faults that differ most
 */
export async function casesOf(
  scenario: Scenario,
  concurrency: number,
  extent: 'full' | 'usual' | 'core',
  around: Surroundings = 'plain',
): Promise<Case[]> {
  const full = extent === 'full'
  // A busy machine may let a request stall, which brings more of them: the shorter run is the plain one.
  const runs = [
    await operationsOf(scenario, concurrency, around),
    await operationsOf(scenario, concurrency, around),
  ]
  const [operations = []] = runs.toSorted((a, b) => a.length - b.length)
  const cases: Case[] = []
  for (const [index, operation] of operations.entries()) {
    const isUpload = operation === UPLOAD
    const nth = operations.slice(0, index + 1).filter((each) => each === operation).length
    const least = operations.filter((each) => each !== WEB).length
    for (const [name, fault] of Object.entries({ ...ANY, ...(isUpload ? UPLOADS : {}) })) {
      if (!full && isSpared(fault, index, isUpload)) continue
      if (extent === 'core' && !CORE.has(name)) continue
      const turns = full ? LAGS.keys() : [cases.length % LAGS.length]
      for (const turn of turns) {
        const lag = LAGS[turn] ?? {}
        const digest = cases.length % 3 === 0 ? 2000 : 0
        const extraUploads = isUpload && name in UPLOADS ? 1 : 0
        const one = { fault, operation, nth, concurrency, around, extraUploads, least }
        const label = `${name} at ${operation} (${nth})${turn === 0 ? '' : `, lag ${JSON.stringify(lag)}`}`
        cases.push({ ...one, name: label, lag: { ...lag, digest } })
        if (fault.kind === 'corrupt') {
          cases.push({
            ...one,
            name: `${label}, no digests`,
            lag: { ...lag, digest: Number.POSITIVE_INFINITY },
          })
        }
      }
    }
  }
  return cases
}

/** A process takes a while to start: where not all of them are wanted, each request gets one of its kills. */
function isSpared(fault: Fault | Kill, index: number, isUpload: boolean): boolean {
  if (fault.kind !== 'kill') return false
  const kills = isUpload ? (['before', 'during', 'after'] as const) : (['before', 'after'] as const)
  return fault.at !== kills[index % kills.length]
}

/** Runs one case: a run that meets the fault, and a second one only where the first failed. */
async function problemsOf(scenario: Scenario, one: Case, figures: Figures): Promise<string[]> {
  const here = await startSetting(serverFor(one.around, scenario.options))
  const folder = makeScratch()
  try {
    await scenario.before(here, folder)
    surround(one.around, here, scenario.options)
    here.twin.setLag(one.lag)
    return await meet(scenario, one, here, scenario.wanted(folder), figures)
  } finally {
    await here.twin.close()
    rmSync(folder, { recursive: true })
  }
}

async function meet(
  scenario: Scenario,
  one: Case,
  here: Setting,
  wanted: readonly Asset[],
  figures: Figures,
): Promise<string[]> {
  const { twin } = here
  const problems = new Set<string>()
  let isTemporary = false
  let drafts = foreignDrafts(twin)
  twin.onChange(() => {
    drafts = Math.max(drafts, foreignDrafts(twin))
    const names = twin.releases(REPO).flatMap(({ draft, assets }) => (draft ? [] : assets))
    isTemporary ||= names.some(({ name }) => nameBehind(name) !== undefined)
    for (const problem of scenario.wrongNow(twin, wanted, one.fault.kind === 'corrupt')) problems.add(problem)
  })
  const started = twin.requests.length
  const options = optionsFor(here, wanted, {
    ...optionsIn(one.around, scenario.options),
    concurrency: one.concurrency,
  })
  const when = { operation: one.operation }
  const done = (): void => {
    for (const problem of wrongAtTheEnd(withoutForeign(twin), wanted)) problems.add(`status 0: ${problem}`)
  }
  const run = async (): Promise<boolean> => {
    try {
      await publishRelease(options)
    } catch (error) {
      if (one.fault === NO_WORKFLOWS && !namesPermission(error)) problems.add('the permission is not named')
      return false
    }
    done()
    return true
  }
  const runAndKill = async (at: Kill['at']): Promise<boolean> => {
    const child = await publishInChild(here.clock, options)
    twin.faults.add({ when, from: one.nth, fault: { kind: 'call', at, run: () => killed(child) } })
    const { status } = await child.ended
    if (status === 0) done()
    else if (status !== 'SIGKILL') problems.add(`the process ended with ${status}`)
    return status === 0
  }
  const { fault } = one
  if (fault.kind !== 'kill') twin.faults.add({ when, from: one.nth, fault })
  const first = fault.kind === 'kill' ? await runAndKill(fault.at) : await run()
  if (first) figures.rightAtOnce += 1
  else if (await run()) figures.rightAfterOneRun += 1
  else problems.add('not published after a second run')
  if (twin.faults.pending() > 0) problems.add('the fault was never met')
  for (const problem of wrongAtTheEnd(withoutForeign(twin), wanted)) problems.add(problem)
  for (const problem of wrongForeign(one.around, twin, drafts)) problems.add(problem)
  const twice = sentTwice(twin, wanted, started) - one.extraUploads
  if (twice > 0) problems.add(`${twice} uploads more than were needed`)
  figures.sentTwice += Math.max(twice, 0)
  const asked = twin.requests.slice(started).filter(({ operation }) => operation !== WEB).length
  const more = Math.max(asked - one.least, 0)
  figures.moreRequests += more
  figures.mostRequests = Math.max(figures.mostRequests, more)
  if (isTemporary) figures.temporaryNames += 1
  return [...problems]
}

function namesPermission(error: unknown): boolean {
  return error instanceof ExuviaError && error.hint?.includes('workflows: write') === true
}

async function killed(child: Child): Promise<void> {
  child.kill()
  await child.ended
}

/** Bodies that came whole, over one of each file. */
function sentTwice(twin: Twin, wanted: readonly Asset[], from: number): number {
  const uploads = twin.requests.slice(from).filter((request) => request.operation === UPLOAD)
  const times = wanted.map(({ name, size }) => {
    const isOf = (path: string): boolean => {
      const sent = new URL(path, 'http://host').searchParams.get('name') ?? ''
      return sent === name || sent.startsWith(`${name}.exuvia-`)
    }
    return uploads.filter((request) => isOf(request.path) && request.received === size).length
  })
  return times.reduce((sum, each) => sum + Math.max(each - 1, 0), 0)
}

/** Runs the cases, some side by side, and gives back what went wrong, by case. */
export async function runCases(
  scenario: Scenario,
  cases: readonly Case[],
  atOnce: number,
  figures: Figures = newFigures(),
): Promise<string[]> {
  const failed: string[] = []
  const queue = [...cases]
  let done = 0
  const work = async (): Promise<void> => {
    for (let one = queue.shift(); one !== undefined; one = queue.shift()) {
      const problems = await problemsOf(scenario, one, figures)
      if (problems.length > 0) failed.push(`${one.name}: ${problems.join('; ')}`)
      done += 1
      if (done % 100 === 0)
        process.stdout.write(`${done} of ${cases.length} cases, ${failed.length} of them wrong\n`)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return failed
}

/** Assets of a public release whose bytes differ from the expected ones. */
export function wrongInPublic(
  twin: Twin,
  judge: (there: ReturnType<Twin['releases']>[number]) => string[],
): string[] {
  return twin
    .releases(REPO)
    .filter((release) => !release.draft)
    .flatMap(judge)
    .map((problem) => `public: ${problem}`)
}
