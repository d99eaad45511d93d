import { describe, expect, it } from 'vitest'
import type { Twin } from '../src/index.ts'
import { raw, twinFor } from './with-twin.ts'

const PATH = '/repos/octocat/hello/attestations'
const [A, B] = ['a'.repeat(64), 'b'.repeat(64)]

function bundle(
  subjects: readonly object[] = [{ name: 'a', digest: { sha256: A } }],
  predicateType = 'https://slsa.dev/provenance/v1',
): Record<string, unknown> {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjects,
    predicateType,
    predicate: {},
  }
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { certificate: { rawBytes: '' } },
    dsseEnvelope: {
      payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: '' }],
    },
  }
}

const store = (twin: Twin, body: unknown, token?: string) =>
  raw(twin, 'POST', PATH, { body, ...(token === undefined ? {} : { token }) })

describe('attestations', () => {
  it('are found under each of their subjects, and by type', async () => {
    const twin = await twinFor()
    const both = [A, B].map((sha256) => ({ name: sha256, digest: { sha256 } }))
    expect(await store(twin, { bundle: bundle(both) })).toMatchObject({ status: 201, body: { id: 2 } })
    for (const digest of [A, B]) {
      const { status, body } = await raw(twin, 'GET', `${PATH}/sha256:${digest}?predicate_type=provenance`)
      expect(status).toBe(200)
      expect(body).toEqual({
        attestations: [
          {
            bundle: bundle(both),
            repository_id: 1,
            bundle_url: expect.any(String) as string,
            initiator: 'octocat',
          },
        ],
      })
    }
    const missing = await raw(twin, 'GET', `${PATH}/sha256:${A}?predicate_type=sbom`)
    expect(missing).toMatchObject({ status: 404, body: { message: 'Not Found' } })
  })

  it('are listed by page, with a cursor in the Link header', async () => {
    const twin = await twinFor()
    for (let count = 0; count < 5; count += 1) await store(twin, { bundle: bundle() })
    const sizes: number[] = []
    let next: string | undefined = `${twin.url}${PATH}/sha256:${A}?per_page=2`
    while (next !== undefined) {
      const { body, headers } = await raw(twin, 'GET', next)
      sizes.push((body as { attestations: unknown[] }).attestations.length)
      next = /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1]
    }
    expect(sizes).toEqual([2, 2, 1])
  })

  it('lose their bundles with the newer version of the API', async () => {
    const twin = await twinFor()
    await store(twin, { bundle: bundle() })
    const headers = { 'x-github-api-version': '2026-03-10' }
    const { body } = await raw(twin, 'GET', `${PATH}/sha256:${A}`, { headers })
    expect((body as { attestations: object[] }).attestations[0]).not.toHaveProperty('bundle')
  })

  it('require their own permission; a refusal uses the message for the kind of token', async () => {
    const twin = await twinFor({
      tokens: [
        { token: 'ghs_w', attestations: 'read' },
        { token: 'github_pat_w', attestations: 'read' },
        { token: 'ghs_a', right: 'read', attestations: 'write' },
      ],
    })
    expect(await store(twin, { bundle: bundle() }, 'ghs_w')).toMatchObject({
      status: 403,
      body: { message: 'Resource not accessible by integration' },
    })
    expect((await store(twin, { bundle: bundle() }, 'github_pat_w')).status).toBe(403)
    expect((await store(twin, { bundle: bundle() }, '')).status).toBe(401)
    expect((await store(twin, { bundle: bundle() }, 'ghs_a')).status).toBe(201)
    expect(twin.attestations('octocat/hello')).toHaveLength(1)
  })

  it.each([
    ['no bundle', {}],
    ['text', { bundle: 'x' }],
    ['another media type', { bundle: { ...bundle(), mediaType: 'text/plain' } }],
    ['no certificate', { bundle: { ...bundle(), verificationMaterial: {} } }],
    ['no statement', { bundle: { ...bundle(), dsseEnvelope: { payload: 'AAAA' } } }],
    ['no subjects', { bundle: bundle([]) }],
    ['a subject without a SHA-256', { bundle: bundle([{ name: 'a', digest: { sha1: 'a' } }]) }],
    [
      'too many subjects',
      { bundle: bundle(Array.from({ length: 1025 }, () => ({ name: 'a', digest: { sha256: A } }))) },
    ],
  ])('are refused with %s', async (_, body) => {
    const twin = await twinFor()
    expect((await store(twin, body)).status).toBe(422)
    expect(twin.attestations('octocat/hello')).toEqual([])
  })
})
