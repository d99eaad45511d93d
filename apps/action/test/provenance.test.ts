/**
 * Each test starts the Action's bundle, some of them many times.
 *
 * @module-tag slow
 */
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
  expect(twin.attestations('octocat/hello')).toHaveLength(1)
  expect(twin.releases('octocat/hello')).toMatchObject([{ draft: false }])
  expect(step.summary).toContain('Provenance of 4 files: signed.')
  const told = [step.stdout, step.stderr, step.summary, ...step.outputs.values()].join('\n')
  const tokens = [...sigstore.tokens, sigstore.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '']
  expect(tokens.length).toBeGreaterThan(1)
  for (const token of tokens) expect(told).not.toContain(token)
})

test('a job without the permission for an identity gets the line to add, and publishes nothing', async () => {
  const inputs = { command: 'release', provenance: 'true', token: TOKEN }
  const step = await runAction(makeCheckout(), inputs, { GITHUB_API_URL: twin.url })
  expect(step.status).toBe(1)
  expect(step.stdout).toMatch(/^::error title=provenance-no-identity::.*id-token: write/m)
  expect(twin.releases('octocat/hello').filter(({ draft }) => !draft)).toEqual([])
})
