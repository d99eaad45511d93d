import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Asset, ExuviaError } from '@exuvia/model'
import {
  type SimulatedClock,
  type Twin,
  type TwinOptions,
  simulatedClock,
  startTwin,
} from '@exuvia/github-twin'
import { onTestFinished } from 'vitest'
import type { PublishEvent, PublishOptions } from '../src/index.ts'

export const REPO = 'octocat/hello'

export interface Setting {
  readonly twin: Twin
  readonly clock: SimulatedClock
}

/** A twin in simulated time; the caller closes it. */
export async function startSetting(options: TwinOptions = {}): Promise<Setting> {
  const clock = simulatedClock()
  return { twin: await startTwin({ clock, ...options }), clock }
}

/** A twin in simulated time, for one test. */
export async function setting(options: TwinOptions = {}): Promise<Setting> {
  const here = await startSetting(options)
  onTestFinished(() => here.twin.close())
  return here
}

export function makeScratch(): string {
  return mkdtempSync(join(tmpdir(), 'exuvia publisher '))
}

/** A folder that goes away after the test. */
export function scratch(): string {
  const folder = makeScratch()
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true })
  })
  return folder
}

export function asset(
  folder: string,
  name: string,
  content: string | Buffer = `the bytes of ${name}`,
): Asset {
  const bytes = Buffer.from(content)
  const path = join(folder, `${createHash('sha1').update(name).update(bytes).digest('hex')}.bin`)
  writeFileSync(path, bytes)
  return { name, path, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

export function assets(folder: string, count: number): Asset[] {
  return Array.from({ length: count }, (_, index) => asset(folder, `app-1.0-cp3${index}-any.tar.gz`))
}

/** A build: files that bear its version, `others` that do not, and the list of all. */
export function releaseOf(folder: string, version: string, others: readonly string[] = []): Asset[] {
  const versioned = ['cp311', 'cp312', 'cp313'].map((target) =>
    asset(folder, `app-${version}-${target}-any.tar.gz`),
  )
  const rest = others.map((name) => asset(folder, name, `${name} of ${version}`))
  const manifest = asset(folder, `app-${version}.manifest.json`, `{"version":"${version}"}`)
  const files = [...versioned, ...rest, manifest]
  const lines = files.map(({ name, sha256 }) => `${sha256}  ${name}\n`)
  return [...files, asset(folder, 'SHA256SUMS', lines.join(''))]
}

export async function errorOf(run: Promise<unknown>): Promise<ExuviaError> {
  try {
    await run
  } catch (error) {
    if (error instanceof ExuviaError) return error
    throw error
  }
  throw new Error('it did not fail')
}

export function optionsFor(
  { twin, clock }: Setting,
  given: readonly Asset[],
  more: Partial<PublishOptions> = {},
): PublishOptions {
  return {
    repository: REPO,
    tag: 'v1.0.0',
    assets: given,
    draft: false,
    replace: false,
    apiUrl: twin.url,
    token: twin.token,
    clock,
    ...more,
  }
}

/** Collects what is reported. */
export function listener(): { events: PublishEvent[]; onProgress: (event: PublishEvent) => void } {
  const events: PublishEvent[] = []
  return { events, onProgress: (event) => events.push(event) }
}

/** What is wrong on the server, where one complete public release and nothing else should be. */
export function wrongAtTheEnd(twin: Pick<Twin, 'releases'>, wanted: readonly Asset[]): string[] {
  const releases = twin.releases(REPO)
  const problems = releases
    .filter((release) => release.draft)
    .map((release) => `a draft ${release.id} is left`)
  const published = releases.filter((release) => !release.draft)
  if (published.length !== 1) problems.push(`${published.length} published releases`)
  for (const release of published) problems.push(...wrongAssets(release.assets, wanted))
  return problems
}

export function wrongAssets(
  there: readonly { readonly name: string; readonly state: string; readonly sha256: string }[],
  wanted: readonly Asset[],
): string[] {
  const problems: string[] = []
  for (const { name, sha256 } of wanted) {
    const found = there.filter((each) => each.name === name)
    if (found.length !== 1) problems.push(`${name}: there ${found.length} times`)
    else if (found[0]?.state !== 'uploaded' || found[0].sha256 !== sha256) problems.push(`${name}: wrong`)
  }
  const names = new Set(wanted.map(({ name }) => name))
  return [
    ...problems,
    ...there.filter(({ name }) => !names.has(name)).map(({ name }) => `${name}: not wanted`),
  ]
}
