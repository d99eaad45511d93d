import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'

import { type Twin, startTwin } from '@exuvia/github-twin'
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

test('a release brings what was built to GitHub, byte for byte, and says where it is', async () => {
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
})

test('the token is masked before anything else, and told nowhere', async () => {
  const refused = 'ghs_a-token-that-the-server-does-not-know'
  for (const token of [TOKEN, refused]) {
    const step = await runAction(makeCheckout(), { command: 'release', token }, environment())
    const [mask, ...rest] = step.stdout.split('\n')
    expect(mask).toBe(`::add-mask::${token}`)
    const told = [rest.join('\n'), step.stderr, step.summary, ...step.outputs.values()].join('\n')
    expect(told).not.toContain(token)
    expect(step.status).toBe(token === TOKEN ? 0 : 1)
  }
})

test('a build asks nothing of GitHub, though it has a token', async () => {
  const step = await runAction(makeCheckout(), { token: TOKEN }, environment())
  expect(step.status, step.stdout).toBe(0)
  expect(twin.requests).toEqual([])
})

test('without a token a release is refused before anything is built', async () => {
  const checkout = makeCheckout()
  const step = await runAction(checkout, { command: 'release' }, environment())
  expect(step.status).toBe(1)
  expect(step.stdout).toMatch(/^::error title=no-token::/m)
  expect(existsSync(join(checkout.workspace, 'service/dist'))).toBe(false)
  expect(twin.requests).toEqual([])
})
