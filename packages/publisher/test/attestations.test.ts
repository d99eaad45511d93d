import type { Fault } from '@exuvia/github-twin'
import { describe, expect, it } from 'vitest'
import { openAttestations } from '../src/index.ts'
import { REPO, type Setting, setting } from './setting.ts'

const SLSA = 'https://slsa.dev/provenance/v1'
const DIGEST = 'a'.repeat(64)
const STORE = 'repos/create-attestation'
const LIST = 'repos/list-attestations'

function bundle(signature = 'c2ln', predicateType = SLSA): object {
  const statement = { subject: [{ name: 'a', digest: { sha256: DIGEST } }], predicateType, predicate: {} }
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { certificate: { rawBytes: 'AA==' } },
    dsseEnvelope: {
      payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: signature }],
    },
  }
}

function open({ twin, clock }: Setting, token = twin.token) {
  return openAttestations({ repository: REPO, apiUrl: twin.url, token, clock })
}

describe('attestations', () => {
  it('are stored, and listed by the digest of a file and their type', async () => {
    const here = await setting()
    const attestations = open(here)
    expect(await attestations.list(DIGEST, SLSA)).toEqual([])
    const id = await attestations.store(bundle(), () => Promise.resolve(false))
    expect(id).toBe(here.twin.attestations(REPO)[0]?.id)
    await attestations.store(bundle('c2Jv', 'https://spdx.dev/Document'), () => Promise.resolve(false))
    expect(await attestations.list(DIGEST, SLSA)).toEqual([bundle()])
  })

  it('are all listed if there are hundreds, and refused if there are thousands', async () => {
    const here = await setting({ limits: { creationsPerMinute: 1e6, creationsPerHour: 1e6 } })
    const stored = here.twin.attestations(REPO)
    await open(here).store(bundle(), () => Promise.resolve(false))
    const [first] = stored as (typeof stored)[number][]
    if (first === undefined) throw new Error('nothing was stored')
    for (let id = 100; id < 449; id += 1) (stored as (typeof first)[]).push({ ...first, id })
    expect(await open(here).list(DIGEST, SLSA)).toHaveLength(350)
    expect(here.twin.requests.filter(({ operation }) => operation === LIST)).toHaveLength(4)
    for (let id = 449; id < 1200; id += 1) (stored as (typeof first)[]).push({ ...first, id })
    await expect(open(here).list(DIGEST, SLSA)).rejects.toMatchObject({ code: 'attestations-too-many' })
  })

  const lost: Readonly<Record<string, Fault>> = {
    'reset after it took effect': { kind: 'reset-after' },
    '502 after it took effect': { kind: 'status', status: 502, tookEffect: true },
    'truncated answer': { kind: 'truncate' },
    'stalled answer': { kind: 'stall', at: 'answer' },
  }
  it.each(Object.entries(lost))('are stored once if the answer is lost: %s', async (_, fault) => {
    const here = await setting()
    here.twin.faults.add({ when: { operation: STORE }, fault, times: 1 })
    const attestations = open(here)
    await attestations.store(bundle(), async () => (await attestations.list(DIGEST, SLSA)).length > 0)
    expect(here.twin.attestations(REPO)).toHaveLength(1)
  })

  const unsent: Readonly<Record<string, Fault>> = {
    refused: { kind: 'refuse' },
    'reset before': { kind: 'reset-before' },
    '503': { kind: 'status', status: 503 },
    '403 with retry-after': { kind: 'status', status: 403, retryAfter: 60, message: 'secondary rate limit' },
  }
  it.each(Object.entries(unsent))(
    'are stored at the second try if the first had no effect: %s',
    async (_, fault) => {
      const here = await setting()
      here.twin.faults.add({ when: { operation: STORE }, fault, times: 1 })
      const attestations = open(here)
      await attestations.store(bundle(), async () => (await attestations.list(DIGEST, SLSA)).length > 0)
      expect(here.twin.attestations(REPO)).toHaveLength(1)
    },
  )

  it('end with an error if GitHub keeps failing', async () => {
    const here = await setting()
    here.twin.faults.add({ when: { operation: STORE }, fault: { kind: 'status', status: 503 }, times: 99 })
    await expect(open(here).store(bundle(), () => Promise.resolve(false))).rejects.toMatchObject({
      kind: 'outside',
    })
    const limited: Fault = { kind: 'status', status: 403, retryAfter: 60, message: 'secondary rate limit' }
    here.twin.faults.add({ when: { operation: LIST }, fault: limited, times: 99 })
    await expect(open(here).list(DIGEST, SLSA)).rejects.toMatchObject({ code: 'publish-rate-limit' })
  })

  const garbage: Readonly<Record<string, Fault>> = {
    'a page of HTML': { kind: 'status', status: 200 },
    'JSON of another form': { kind: 'status', status: 200, message: 'all is well' },
    'JSON that was cut off': { kind: 'truncate' },
  }
  it.each(Object.entries(garbage))('do not count as missing if the answer is %s', async (_, fault) => {
    const here = await setting()
    await open(here).store(bundle(), () => Promise.resolve(false))
    here.twin.faults.add({ when: { operation: LIST }, fault, times: 99 })
    await expect(open(here).list(DIGEST, SLSA)).rejects.toMatchObject({ kind: 'outside' })
  })

  it('name the permission that a token lacks, and do not show the token', async () => {
    const here = await setting({ tokens: [{ token: 'ghs_secret', attestations: 'read' }] })
    const error: unknown = await open(here)
      .store(bundle(), () => Promise.resolve(false))
      .catch((caught: unknown) => caught)
    expect(error).toMatchObject({
      kind: 'usage',
      code: 'attestation-rights',
      hint: expect.stringContaining('attestations: write') as string,
    })
    expect(JSON.stringify(error) + String(error)).not.toContain('ghs_secret')
  })
})
