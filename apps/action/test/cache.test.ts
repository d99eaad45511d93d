/**
 * Each test starts the Action's bundle, some of them many times.
 *
 * @module-tag slow
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { type Checkout, type StepResult, makeCheckout, runAction } from './action.ts'
import { type CacheService, startCacheService } from './cache-service.ts'

let service: CacheService
let checkout: Checkout
let temporary: string

beforeEach(async () => {
  service = await startCacheService()
  checkout = makeCheckout()
  temporary = mkdtempSync(join(tmpdir(), 'exuvia-runner-temp-'))
})

afterEach(async () => {
  rmSync(temporary, { recursive: true, force: true })
  await service.close()
})

/** A job on a fresh runner: the same paths as every other, and nothing left of it. */
async function job(
  inputs: Readonly<Record<string, string>> = {},
  env: NodeJS.ProcessEnv = {},
): Promise<StepResult> {
  rmSync(temporary, { recursive: true, force: true })
  return runAction(checkout, inputs, {
    ...service.env,
    EXUVIA_CACHE_DIR: '',
    RUNNER_TEMP: temporary,
    ...env,
  })
}

function edit(text: string): void {
  writeFileSync(join(checkout.workspace, 'service/src/harbour/cli.py'), text)
}

test('a job finds what another compiled, and saves nothing where it compiled nothing', async () => {
  const first = await job()
  expect(first.status, first.stdout).toBe(0)
  expect(service.entries).toHaveLength(1)
  const second = await job()
  expect(second.status, second.stdout).toBe(0)
  expect(second.stdout).toContain('Cache restored successfully')
  expect(second.stdout).toContain('the bytecode cache has no new entries')
  expect(service.entries).toHaveLength(1)
  expect(service.calls.filter((call) => call === 'CreateCacheEntry')).toHaveLength(1)
})

test('new bytecode is saved with the rest, and the newest contents are restored', async () => {
  await job()
  edit('def main():\n    print("again")\n')
  const changed = await job()
  expect(changed.status, changed.stdout).toBe(0)
  expect(service.entries).toHaveLength(2)
  const [first, second] = service.entries
  expect(second?.key).not.toBe(first?.key)
  expect(second?.key.slice(0, -32)).toBe(first?.key.slice(0, -32))
  await job()
  expect(service.entries).toHaveLength(2)
})

test('the key says what is inside: another runner with the same sources and compilers has the same', async () => {
  await job()
  const one = service.entries[0]?.key
  await service.close()
  service = await startCacheService()
  checkout = makeCheckout()
  await job()
  expect(service.entries[0]?.key).toBe(one)
  expect(one).toMatch(/^exuvia-bytecode-2-[0-9a-f]{12}-[0-9a-f]{32}$/)
})

test('jobs of other targets help out where there are no contents of the same', async () => {
  await job({ targets: 'cp312-any' })
  const other = await job()
  expect(other.stdout).toMatch(/Cache hit for restore-key: exuvia-bytecode-2-/)
  expect(service.entries).toHaveLength(1)
})

describe('a release', () => {
  const TAG = { GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'v1.4.0' }

  test('is compiled from its sources alone, unless it requests the cache', async () => {
    await job()
    service.calls.length = 0
    expect((await job({}, TAG)).status).toBe(0)
    expect(service.calls).toEqual([])
    const asked = await job({ cache: 'true' }, TAG)
    expect(asked.stdout).toContain('Cache restored successfully')
  })
})

test.each([
  ['it is not wanted', { cache: 'false' }, {}],
  ['the folder is named by the user', {}, { EXUVIA_CACHE_DIR: join(tmpdir(), 'exuvia-own-cache') }],
  ['there is no service', {}, { ACTIONS_RESULTS_URL: '' }],
  ['the service is not for this run', {}, { ACTIONS_RUNTIME_TOKEN: '' }],
])('nothing is asked of the service where %s', async (_, inputs, env) => {
  const step = await job(inputs, env)
  expect(step.status, step.stdout).toBe(0)
  expect(service.calls).toEqual([])
})

test('a folder that cannot be made for it is a warning, and the build is made', async () => {
  writeFileSync(join(temporary, 'exuvia-bytecode'), 'in the way')
  const step = await runAction(
    checkout,
    {},
    {
      ...service.env,
      EXUVIA_CACHE_DIR: '',
      XDG_CACHE_HOME: mkdtempSync(join(tmpdir(), 'exuvia-action-cache-')),
      RUNNER_TEMP: temporary,
    },
  )
  expect(step.status, step.stdout).toBe(0)
  expect(step.stdout).toMatch(/^::warning title=cache::could not restore /m)
})

describe('a service that fails', () => {
  test.each([
    ['refuses', { GetCacheEntryDownloadURL: 403, CreateCacheEntry: 403 }],
    ['loses what it had and does not finish', { GET: 404, FinalizeCacheEntryUpload: 400 }],
    ['sends something else and takes nothing', { GET: 'garbage', PUT: 403 }],
  ] as const)('and %s is a warning, and the build is made', async (_, broken) => {
    await job()
    edit('def main():\n    print("again")\n')
    service.broken = broken
    const step = await job()
    expect(step.status, step.stdout).toBe(0)
    expect(step.outputs.get('artifacts')).toContain('harbour-1.4.0-cp312-any.tar.gz')
    expect(step.stdout).toMatch(/^::warning/m)
    expect(step.stdout).not.toMatch(/^::error/m)
  })
})

test('the token of the service appears nowhere, even with debug logging', async () => {
  const first = await job({}, { RUNNER_DEBUG: '1' })
  const second = await job({}, { RUNNER_DEBUG: '1' })
  for (const step of [first, second]) {
    expect(step.stdout).toContain('::debug::')
    const told = [step.stdout, step.stderr, step.summary, ...step.outputs.values()].join('\n')
    expect(told).not.toContain(service.token)
  }
})
