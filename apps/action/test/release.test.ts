/**
 * Each test starts the Action's bundle, some of them many times.
 *
 * @module-tag slow
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import { type Twin, startTwin } from '@exuvia/github-twin'
import { find, python } from '@exuvia/test-needs'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { type StepResult, makeCheckout, runAction } from './action.ts'

const TOKEN = 'ghs_a-token-that-nobody-may-see'

let twin: Twin

beforeEach(async () => {
  twin = await startTwin({ tokens: [{ token: TOKEN }] })
})

afterEach(async () => {
  await twin.close()
})

function environment(): NodeJS.ProcessEnv {
  return { GITHUB_API_URL: twin.url }
}

function artifactsOf(step: StepResult): string[] {
  return (step.outputs.get('artifacts') ?? '').split('\n')
}

function digests(files: readonly string[]): Map<string, string> {
  return new Map(
    files.map((file) => [basename(file), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  )
}

test('a release uploads the build to GitHub, byte for byte, and outputs its address', async () => {
  const checkout = makeCheckout({ 'notes.md': 'Faster than before.\n', 'extras/manual.txt': 'Read me.\n' })
  const inputs = { command: 'release', token: TOKEN, notes: 'notes.md', files: 'extras/manual.txt' }
  const step = await runAction(checkout, inputs, environment())
  expect(step.status, step.stdout).toBe(0)

  const [release] = twin.releases('octocat/hello')
  expect(release).toMatchObject({ tag: 'v1.4.0', draft: false })
  expect(release?.body).toContain('Faster than before.')
  const remote = new Map(release?.assets.map(({ name, sha256 }) => [name, sha256]))
  const built = digests(artifactsOf(step).filter((file) => basename(file) !== 'SHA256SUMS'))
  expect(Object.fromEntries(remote)).toMatchObject(Object.fromEntries(built))
  expect([...remote.keys()].toSorted()).toEqual([...built.keys(), 'SHA256SUMS', 'manual.txt'].toSorted())

  const url = step.outputs.get('release-url') ?? ''
  expect(url).toContain('v1.4.0')
  expect(step.summary).toContain(url)
})

test('a second run changes nothing', async () => {
  const checkout = makeCheckout()
  const inputs = { command: 'release', token: TOKEN }
  const first = await runAction(checkout, inputs, environment())
  const before = twin.releases('octocat/hello')
  const second = await runAction(checkout, inputs, environment())
  expect(second.status, second.stdout).toBe(0)
  expect(second.outputs).toEqual(first.outputs)
  expect(twin.releases('octocat/hello')).toEqual(before)
})

test('the tag that started the workflow is the tag of the release', async () => {
  const env = { ...environment(), GITHUB_REF_TYPE: 'tag', GITHUB_REF_NAME: 'release-1.4' }
  const step = await runAction(makeCheckout(), { command: 'release', token: TOKEN }, env)
  expect(step.status, step.stdout).toBe(0)
  expect(twin.releases('octocat/hello').map(({ tag }) => tag)).toEqual(['release-1.4'])
})

test('a draft stays a draft', async () => {
  const step = await runAction(
    makeCheckout(),
    { command: 'release', token: TOKEN, draft: 'true' },
    environment(),
  )
  expect(step.status, step.stdout).toBe(0)
  expect(twin.releases('octocat/hello').map(({ draft }) => draft)).toEqual([true])
  expect(step.summary).toMatch(/^Draft: /m)
})

test('the token is masked before anything else, and appears nowhere, even with debug logging', async () => {
  const refused = 'ghs_a-token-that-the-server-does-not-know'
  for (const token of [TOKEN, refused]) {
    const env = { ...environment(), RUNNER_DEBUG: '1' }
    const step = await runAction(makeCheckout(), { command: 'release', token }, env)
    const [mask, ...rest] = step.stdout.split('\n')
    expect(mask).toBe(`::add-mask::${token}`)
    const told = [rest.join('\n'), step.stderr, step.summary, ...step.outputs.values()].join('\n')
    expect(told).not.toContain(token)
    expect(step.status).toBe(token === TOKEN ? 0 : 1)
  }
})

test('a check sends GitHub nothing, and a build only reads, even with a token', async () => {
  const check = await runAction(makeCheckout(), { command: 'check', token: TOKEN }, environment())
  expect(check.status, check.stdout).toBe(0)
  expect(twin.requests).toEqual([])
  const build = await runAction(makeCheckout(), { token: TOKEN }, environment())
  expect(build.status, build.stdout).toBe(0)
  expect(new Set(twin.requests.map(({ method }) => method))).toEqual(new Set(['GET']))
})

test('sizes are compared with the last published release, in the summary and as an output', async () => {
  await runAction(makeCheckout(), { command: 'release', token: TOKEN }, environment())
  const changes = {
    'service/pyproject.toml': `[project]
name = "harbour"
version = "1.5.0"
license = "MIT"
scripts = { harbour = "harbour.cli:main" }
[tool.exuvia]
targets = ["cp312-any"]
`,
    'service/src/harbour/tides.py': `TABLE = ${JSON.stringify(Array.from({ length: 400 }, (_, i) => i * i))}\n`,
  }
  const checkout = makeCheckout(changes)
  const build = await runAction(checkout, { report: 'pages/harbour.html' }, environment())
  expect(build.summary).toContain('### Since 1.4.0')
  expect(build.outputs.get('report')).toBe(join(checkout.workspace, 'pages/harbour.html'))
  expect(readFileSync(join(checkout.workspace, 'pages/harbour.html'), 'utf8')).toContain('>Since 1.4.0</h2>')
  const sizes = JSON.parse(build.outputs.get('sizes') ?? '') as {
    version: string
    size: number
    previous: { version: string; size: number }
  }
  expect([sizes.version, sizes.previous.version]).toEqual(['1.5.0', '1.4.0'])
  expect(sizes.size).toBeGreaterThan(sizes.previous.size)
  const [before] = twin.releases('octocat/hello')
  const tarball = before?.assets.find(({ name }) => name.endsWith('cp312-any.tar.gz'))
  expect(sizes.previous.size).toBe(tarball?.size)
  // What is published in this very run is not what it is compared with.
  const release = await runAction(checkout, { command: 'release', token: TOKEN }, environment())
  expect(release.status, release.stdout).toBe(0)
  expect(release.summary).toContain('### Since 1.4.0')
})

test('if the last release cannot be read, the build runs and reports it', async () => {
  await runAction(makeCheckout(), { command: 'release', token: TOKEN }, environment())
  const fault = { kind: 'status', status: 404, message: 'Not Found' } as const
  twin.faults.add({ when: { operation: 'repos/list-releases' }, fault })
  const step = await runAction(makeCheckout(), {}, environment())
  expect(step.status, step.stdout).toBe(0)
  expect(step.stdout).toMatch(/^::warning title=previous-unreadable::/m)
  expect(step.summary).not.toContain('### Since')
})

test('if publishing fails, the built files stay and are outputs', async () => {
  const fault = { kind: 'status', status: 422, message: 'Validation Failed' } as const
  twin.faults.add({ when: { operation: 'repos/create-release' }, fault })
  const step = await runAction(makeCheckout(), { command: 'release', token: TOKEN }, environment())
  expect(step.status).toBe(1)
  expect(artifactsOf(step).filter((file) => !existsSync(file))).toEqual([])
  expect(step.outputs.get('manifest')).toMatch(/\.manifest\.json$/)
  expect(step.outputs.get('sizes')).toContain('"name":"cp312-any"')
  expect(step.outputs.get('release-url') ?? '').toBe('')
})

test('the programs that the Action starts get no token', { tags: ['git', 'cp312'] }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'exuvia-spy-'))
  const log = join(folder, 'environment.txt')
  for (const [name, program] of [
    ['git', find('git') ?? 'git'],
    ['python3.12', python('3.12')],
  ] as const) {
    writeFileSync(join(folder, name), `#!/bin/sh\nenv >>'${log}'\nexec '${program}' "$@"\n`, { mode: 0o755 })
  }
  const env = {
    ...environment(),
    PATH: `${folder}:${process.env['PATH'] ?? ''}`,
    PYENV_ROOT: folder,
    GITHUB_TOKEN: TOKEN,
    ACTIONS_RUNTIME_TOKEN: 'the-token-of-the-cache',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'the-token-of-the-identity',
  }
  const step = await runAction(makeCheckout(), { command: 'release', token: TOKEN }, env)
  expect(step.status, step.stdout).toBe(0)
  const given = readFileSync(log, 'utf8')
  // The programs did run, with named variables alone: nothing of the job's reaches them.
  expect(given).toMatch(/^PATH=/m)
  expect(given).not.toMatch(/^(?:GITHUB|ACTIONS)_/m)
  for (const secret of [TOKEN, 'the-token-of-the-cache', 'the-token-of-the-identity'])
    expect(given).not.toContain(secret)
})

test('without a token a release is refused before anything is built', async () => {
  const checkout = makeCheckout()
  const step = await runAction(checkout, { command: 'release' }, environment())
  expect(step.status).toBe(1)
  expect(step.stdout).toMatch(/^::error title=token-input-empty::/m)
  expect(existsSync(join(checkout.workspace, 'service/dist'))).toBe(false)
  expect(twin.requests).toEqual([])
})
