/**
 * Each test starts the Action's bundle, some of them many times.
 *
 * @module-tag slow
 */
import { createHash } from 'node:crypto'
import { type Twin, startTwin } from '@exuvia/github-twin'
import { type SigstoreMock, startSigstore } from '@exuvia/sigstore-mock'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { makeCheckout, runAction } from './action.ts'

const TOKEN = 'ghs_may-release-and-attest'

let twin: Twin
let sigstore: SigstoreMock

beforeEach(async () => {
  twin = await startTwin({ tokens: [{ token: TOKEN, attestations: 'write' }] })
  sigstore = await startSigstore()
})

afterEach(async () => {
  await sigstore.close()
  await twin.close()
})

test('a release is attested with the identity of the workflow, whose tokens appear nowhere', async () => {
  const inputs = { command: 'release', provenance: 'true', token: TOKEN }
  const env = { ...sigstore.env, GITHUB_API_URL: twin.url, RUNNER_DEBUG: '1' }
  const step = await runAction(makeCheckout(), inputs, env)
  expect(step.status, step.stdout).toBe(0)
  expect(twin.attestations('octocat/hello')).toHaveLength(2)
  expect(twin.releases('octocat/hello')).toMatchObject([{ draft: false }])
  expect(step.summary).toContain('Provenance of 4 files and SBOM of 1 archive: signed.')
  const told = [step.stdout, step.stderr, step.summary, ...step.outputs.values()].join('\n')
  const tokens = [...sigstore.tokens, sigstore.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '']
  expect(tokens.length).toBeGreaterThan(1)
  for (const token of tokens) expect(told).not.toContain(token)
})

test('outputs are addresses: of each file with these bytes, of the bundle, of the page of the attestation', async () => {
  const inputs = { command: 'release', provenance: 'true', token: TOKEN }
  const env = { ...sigstore.env, GITHUB_API_URL: twin.url }
  const checkout = makeCheckout()
  const first = await runAction(checkout, inputs, env)
  expect(first.status, first.stdout).toBe(0)

  const assets = JSON.parse(first.outputs.get('assets') ?? '[]') as Record<
    'name' | 'sha256' | 'url',
    string
  >[]
  const there = twin.releases('octocat/hello').flatMap((release) => release.assets.map(({ name }) => name))
  expect(assets.map(({ name }) => name).toSorted()).toEqual(there.toSorted())
  for (const { name, sha256, url } of assets) {
    const bytes = Buffer.from(await (await fetch(url)).arrayBuffer())
    expect(createHash('sha256').update(bytes).digest('hex'), name).toBe(sha256)
  }
  const bundle = assets.find(({ name }) => name === 'SHA256SUMS.sigstore.json')
  expect(bundle?.url).toMatch(/^http/)
  expect(first.outputs.get('bundle-url')).toBe(bundle?.url)
  expect(first.outputs.get('attestation-url')).toMatch(/^http.*\/octocat\/hello\/attestations\/\d+$/)

  // A run that stores none has no page to name, but the bundle is still on the release.
  const second = await runAction(checkout, inputs, env)
  expect(second.status, second.stdout).toBe(0)
  expect(twin.attestations('octocat/hello')).toHaveLength(2)
  expect(second.outputs.get('bundle-url')).toBe(bundle?.url)
  expect(second.outputs.get('attestation-url') ?? '').toBe('')
})

test('a job without the permission for an identity gets the line to add, and publishes nothing', async () => {
  const inputs = { command: 'release', provenance: 'true', token: TOKEN }
  const step = await runAction(makeCheckout(), inputs, { GITHUB_API_URL: twin.url })
  expect(step.status).toBe(1)
  expect(step.stdout).toMatch(/^::error title=provenance-no-identity::.*id-token: write/m)
  expect(twin.releases('octocat/hello').filter(({ draft }) => !draft)).toEqual([])
})
