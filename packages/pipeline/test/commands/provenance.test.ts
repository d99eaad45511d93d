/**
 * Each test signs a release.
 *
 * @module-tag slow
 */
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Twin } from '@exuvia/github-twin'
import { formatBundle } from '@exuvia/provenance'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { type ProgressEvent, dryRun, publishPaths } from '../../src/index.ts'
import { ASSETS, REPO, buildOnce, contextFor as contextIn, setting } from './provenance-setting.ts'

let built = ''
beforeAll(async () => {
  const { folder, remove } = await buildOnce()
  built = folder
  return remove
})

const contextFor = (env: NodeJS.ProcessEnv, events: ProgressEvent[] = []) => contextIn(built, env, events)

const publish = (env: NodeJS.ProcessEnv, more: object = {}, events: ProgressEvent[] = []) =>
  publishPaths({ paths: ['dist'], repository: REPO, provenance: true, ...more }, contextFor(env, events))

function payloadOf(bundle: unknown): Record<string, unknown> {
  const { dsseEnvelope } = bundle as { dsseEnvelope: { payload: string } }
  return JSON.parse(Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8')) as Record<string, unknown>
}

const BUNDLE = 'SHA256SUMS.sigstore.json'
const SBOM_BUNDLE = 'SBOM.sigstore.json'
const SBOM = 'https://cyclonedx.org/bom'
const SIGNED = { state: 'signed', new: true, files: ASSETS, sbom: 2 }

/** The types of what GitHub stored, the first first. */
const typesOf = (twin: Twin) => twin.attestations(REPO).map(({ predicateType }) => predicateType)
const BOTH = ['https://slsa.dev/provenance/v1', SBOM]

describe('in a workflow', () => {
  test('the provenance of every file is signed and stored once, and a second run sends nothing', async () => {
    const { twin, sigstore, env } = await setting()
    const first = await publish(env)
    expect(first).toMatchObject({ published: true, provenance: SIGNED })
    const [attestation] = twin.attestations(REPO)
    expect(first.provenance?.attestation).toBe(
      `https://github.com/octocat/hello/attestations/${attestation?.id}`,
    )
    const [release] = twin.releases(REPO)
    const statement = payloadOf(attestation?.bundle)
    expect(statement['subject']).toEqual(
      (release?.assets ?? [])
        .filter(({ name }) => name !== BUNDLE && name !== SBOM_BUNDLE)
        .map(({ name, sha256 }) => ({ name, digest: { sha256 } }))
        .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    )
    expect(statement['subject']).toHaveLength(ASSETS)
    expect(statement).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
      predicateType: 'https://slsa.dev/provenance/v1',
      predicate: {
        buildDefinition: {
          externalParameters: {
            repository: 'https://github.com/octocat/hello',
            ref: 'refs/tags/v1.0.0',
            workflow: { path: '.github/workflows/release.yml', ref: 'refs/tags/v1.0.0' },
            targets: ['cp312-any', 'cp311-any'],
          },
        },
        runDetails: {
          builder: {
            id: 'https://github.com/octocat/hello/.github/workflows/release.yml@refs/tags/v1.0.0',
          },
          metadata: { invocationId: 'https://github.com/octocat/hello/actions/runs/4711/attempts/1' },
        },
      },
    })
    const signed = sigstore.requests.length
    const requests = twin.requests.length
    const again = await publish(env)
    expect(again).toMatchObject({ changed: false, provenance: { ...SIGNED, new: false } })
    // GitHub's list of attestations does not contain their ids.
    expect(again.provenance).not.toHaveProperty('attestation')
    expect(sigstore.requests).toHaveLength(signed)
    // Asking for generated notes is a POST that saves nothing.
    const written = twin.requests
      .slice(requests)
      .filter(
        ({ method, operation }) =>
          !['GET', 'HEAD'].includes(method) && operation !== 'repos/generate-release-notes',
      )
    expect(written).toEqual([])
    expect(typesOf(twin)).toEqual(BOTH)
  })

  test('the SBOM is signed for the archives that it describes, in a bundle of its own on the release', async () => {
    const { twin, env } = await setting()
    await publish(env)
    const [, stored] = twin.attestations(REPO)
    const assets = twin.releases(REPO)[0]?.assets ?? []
    const subject = assets
      .filter(({ name }) => name.endsWith('.tar.gz'))
      .map(({ name, sha256 }) => ({ name, digest: { sha256 } }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    expect(subject).toHaveLength(2)
    expect(payloadOf(stored?.bundle)).toEqual({
      _type: 'https://in-toto.io/Statement/v1',
      subject,
      predicateType: SBOM,
      predicate: JSON.parse(readFileSync(path.join(built, 'dist/hello-1.0.0.cdx.json'), 'utf8')) as unknown,
    })
    const text = formatBundle(stored?.bundle)
    const shown = assets.find(({ name }) => name === SBOM_BUNDLE)
    expect(shown?.sha256).toBe(createHash('sha256').update(text).digest('hex'))
    expect(readFileSync(path.join(built, 'dist/SHA256SUMS'), 'utf8')).not.toContain(SBOM_BUNDLE)
  })

  test('a run that stopped between the two attestations is completed by the next', async () => {
    const { twin, env } = await setting()
    const stop = new AbortController()
    const fault = { kind: 'call', at: 'before', run: () => stop.abort(new Error('stopped')) } as const
    twin.faults.add({ when: { operation: 'repos/create-attestation' }, from: 2, fault })
    const options = { paths: ['dist'], repository: REPO, provenance: true }
    await expect(publishPaths(options, { ...contextFor(env), signal: stop.signal })).rejects.toMatchObject({
      kind: 'interrupted',
    })
    expect(twin.releases(REPO).filter(({ draft }) => !draft)).toEqual([])
    expect(await publish(env)).toMatchObject({ published: true, provenance: { ...SIGNED, new: false } })
    expect(typesOf(twin)).toEqual(BOTH)
  })

  test('the first stored bundle stays on the release, and is never signed again', async () => {
    const { twin, sigstore, env } = await setting()
    // Two runs at once can both sign.
    await Promise.allSettled([publish(env), publish(env)])
    const first = await publish(env)
    expect(first).toMatchObject({ published: true })
    const [{ bundle } = { bundle: undefined }] = twin.attestations(REPO)
    const shown = twin.releases(REPO)[0]?.assets.filter(({ name }) => name === BUNDLE)
    const text = formatBundle(bundle)
    expect(shown?.map(({ sha256 }) => sha256)).toEqual([createHash('sha256').update(text).digest('hex')])
    const signed = sigstore.requests.length
    // GitHub can lose what it stored; the release still has it.
    ;(twin.attestations(REPO) as unknown as unknown[]).length = 0
    expect(await publish(env)).toMatchObject({ changed: false })
    expect(sigstore.requests).toHaveLength(signed)
    expect(typesOf(twin)).toEqual(BOTH)
  })

  test('a release is attested before it is public', async () => {
    const { twin, env } = await setting()
    const attestedWhenPublic: boolean[] = []
    twin.onChange(() => {
      if (twin.releases(REPO).some(({ draft }) => !draft))
        attestedWhenPublic.push(twin.attestations(REPO).length === 2)
    })
    await publish(env)
    expect(attestedWhenPublic.length).toBeGreaterThan(0)
    expect(attestedWhenPublic).not.toContain(false)
  })

  test('a private repository gets a timestamp, and nothing goes to a public log', async () => {
    const { twin, sigstore, env } = await setting({ kind: 'private' })
    await publish(env)
    expect(typesOf(twin)).toEqual(BOTH)
    const once = ['/token', '/api/v2/signingCert', '/api/v1/timestamp']
    expect(sigstore.requests).toEqual([...once, ...once])
  })

  test('a run continues after one that stopped between signing and storing', async () => {
    const { twin, env } = await setting()
    const stop = new AbortController()
    twin.faults.add({
      when: { operation: 'repos/create-attestation' },
      fault: { kind: 'call', at: 'before', run: () => stop.abort(new Error('stopped')) },
    })
    const context = { ...contextFor(env), signal: stop.signal }
    await expect(
      publishPaths({ paths: ['dist'], repository: REPO, provenance: true }, context),
    ).rejects.toMatchObject({ kind: 'interrupted' })
    expect(twin.releases(REPO).filter(({ draft }) => !draft)).toEqual([])
    expect(await publish(env)).toMatchObject({ published: true })
    // The first request may have arrived before the run ended. In that case nothing is signed again.
    expect(typesOf(twin)).toEqual(BOTH)
  })

  test.each(['reset-after', 'truncate'] as const)(
    'after a lost answer (%s) the run looks for the attestation, and stores it once',
    async (kind) => {
      const { twin, env } = await setting()
      twin.faults.add({ when: { operation: 'repos/create-attestation' }, fault: { kind } })
      expect(await publish(env)).toMatchObject({ provenance: SIGNED })
      expect(typesOf(twin)).toEqual(BOTH)
    },
  )

  test('other files are attested again', async () => {
    const { twin, env } = await setting()
    await publish(env)
    writeFileSync(path.join(built, 'GUIDE.txt'), 'a guide')
    onTestFinished(() => rmSync(path.join(built, 'GUIDE.txt')))
    await publish(env, { paths: ['dist', 'GUIDE.txt'], tag: 'guide' })
    // The archives and their SBOM are the same.
    expect(typesOf(twin)).toEqual([...BOTH, BOTH[0]])
    expect(payloadOf(twin.attestations(REPO)[2]?.bundle)).toMatchObject({
      predicate: { buildDefinition: { externalParameters: { alongside: ['GUIDE.txt'] } } },
    })
  })

  test('the same files under another tag are attested for that tag, each once', async () => {
    const { twin, env } = await setting()
    for (const tag of ['v1.0.0', 'stable', 'stable', 'v1.0.0']) await publish(env, { tag })
    expect(typesOf(twin)).toEqual([...BOTH, BOTH[0]])
    const provenances = twin.attestations(REPO).filter(({ predicateType }) => predicateType !== SBOM)
    const refs = provenances.map(({ bundle }) => {
      const { predicate } = payloadOf(bundle) as {
        predicate: { buildDefinition: { externalParameters: { ref: string } } }
      }
      return predicate.buildDefinition.externalParameters.ref
    })
    expect(refs).toEqual(['refs/tags/v1.0.0', 'refs/tags/stable'])
  })

  test('a job without permissions is refused with the lines to add, before anything is sent', async () => {
    const { twin, env } = await setting({ attestations: 'read' })
    const { ACTIONS_ID_TOKEN_REQUEST_URL: _, ...without } = env
    await expect(publish(without)).rejects.toMatchObject({
      kind: 'usage',
      code: 'provenance-no-identity',
      hint: expect.stringContaining('id-token: write') as string,
    })
    expect(twin.requests).toEqual([])
    await expect(publish(env)).rejects.toMatchObject({
      kind: 'usage',
      code: 'attestation-rights',
      hint: expect.stringContaining('attestations: write') as string,
    })
    expect(twin.releases(REPO)).toEqual([])
  })

  test('refuses to attest for another repository, whatever the variables say', async () => {
    const { env } = await setting({ claims: { repository: 'someone/else' } })
    await expect(publish(env)).rejects.toMatchObject({ code: 'provenance-elsewhere' })
    await expect(publish({ ...env, GITHUB_REPOSITORY: REPO })).rejects.toMatchObject({
      code: 'provenance-elsewhere',
    })
  })

  test.each([
    ['/token', 500, 'outside'],
    ['/token', 403, 'usage'],
    ['/api/v2/signingCert', 400, 'outside'],
    ['/api/v1/log/entries', 400, 'outside'],
  ])('if %s answers %i, nothing is published, and no token is shown', async (at, status, kind) => {
    const { twin, sigstore, env } = await setting()
    sigstore.intercept = (asked) =>
      asked === at ? { status, body: `{"message": "no: ${sigstore.tokens.at(-1) ?? ''}"}` } : undefined
    const events: ProgressEvent[] = []
    const error: unknown = await publish(env, {}, events).catch((caught: unknown) => caught)
    expect(error).toMatchObject({ kind })
    const shown = [
      String(error),
      (error as Error).stack,
      JSON.stringify(error),
      JSON.stringify(events),
    ].join()
    for (const secret of [...sigstore.tokens, env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '', 'ghs_job'])
      expect(shown).not.toContain(secret)
    expect(twin.releases(REPO)).toEqual([])
  })

  test('a dry run signs nothing, and reports that publishing would', async () => {
    const { sigstore, env } = await setting()
    const context = contextFor(env)
    const preview = await dryRun({ paths: ['dist'], repository: REPO, provenance: true }, context)
    expect(preview).toMatchObject({ provenance: 'signed', passed: true })
    expect(sigstore.requests).toEqual([])
  })
})

describe('outside of a workflow', () => {
  test('the statement is a file of the release, listed in SHA256SUMS and the same for every run', async () => {
    const { twin } = await setting()
    const env = { GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token }
    const events: ProgressEvent[] = []
    const first = await publish(env, {}, events)
    expect(first.provenance).toEqual({ state: 'unsigned', new: false, files: ASSETS + 1 })
    expect(events).toContainEqual({
      kind: 'finding',
      finding: expect.objectContaining({ code: 'provenance-unsigned', severity: 'note' }) as unknown,
    })
    expect(first.uploaded).toContain('hello-1.0.0.provenance.json')
    const again = await publish({ ...env, TZ: 'Asia/Kathmandu', USER: 'another' })
    expect(again).toMatchObject({ changed: false, uploaded: [] })
    expect(twin.attestations(REPO)).toEqual([])
  })

  test('files that Exuvia did not build get no statement', async () => {
    const { twin } = await setting()
    const env = { GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token }
    await expect(publish(env, { paths: ['pyproject.toml'], tag: 'v1' })).rejects.toMatchObject({
      code: 'provenance-no-manifest',
    })
  })

  test('an Enterprise Server has no attestations: unsigned, with the reason', async () => {
    const { env } = await setting()
    const context = contextFor({ ...env, GITHUB_SERVER_URL: 'https://github.example.com' })
    const preview = await dryRun({ paths: ['dist'], repository: REPO, provenance: true }, context)
    expect(preview.provenance).toBe('unsigned')
    expect(preview.findings[0]?.args['reason']).toContain('Enterprise Server')
  })
})

test('the config can request provenance', async () => {
  const { env } = await setting()
  const config = path.join(built, 'exuvia-other.toml')
  writeFileSync(config, '[publish]\nprovenance = true\n')
  onTestFinished(() => rmSync(config))
  const preview = await dryRun({ paths: ['dist'], repository: REPO, config }, contextFor(env))
  expect(preview.provenance).toBe('signed')
})
