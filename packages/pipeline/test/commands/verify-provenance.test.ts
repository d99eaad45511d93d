/**
 * Most tests build, and an embedded CPython takes seconds to start.
 *
 * @module-tag slow
 */
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { formatStatement, requestIdentity, signStatement, signingServices } from '@exuvia/provenance'
import type { Twin } from '@exuvia/github-twin'
import type { SigstoreMockOptions } from '@exuvia/sigstore-mock'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  type VerifyOptions,
  buildRelease,
  downloadRelease,
  publishPaths,
  verifySubject,
} from '../../src/index.ts'
import { ASSETS, COMMIT, REPO, buildOnce, contextFor, setting } from './provenance-setting.ts'
import { git } from '../support/machines.ts'

const RELEASE = `${REPO}@v1.0.0`
const BUNDLE = 'SHA256SUMS.sigstore.json'
const SBOM_BUNDLE = 'SBOM.sigstore.json'
const { signal } = new AbortController()
let built = ''
beforeAll(async () => {
  const { folder, remove } = await buildOnce()
  built = folder
  return remove
})

/** A published release with the attestations of its workflow, and a machine without a token that verifies it. */
async function released(
  options: SigstoreMockOptions & {
    readonly provenance?: boolean
    readonly tags?: Readonly<Record<string, string>>
  } = {},
) {
  const here = await setting(options)
  const { twin, sigstore, env } = here
  const publish = (more: object = {}) =>
    publishPaths(
      { paths: ['dist'], repository: REPO, provenance: options.provenance ?? true, ...more },
      contextFor(built, env),
    )
  await publish()
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia verify '))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const trustedRoot = path.join(folder, 'root.json')
  writeFileSync(trustedRoot, sigstore.trustedRoot)
  const stranger = contextFor(built, { GITHUB_API_URL: twin.url, XDG_DATA_HOME: folder })
  const verify = (more: VerifyOptions = {}) => verifySubject(RELEASE, { trustedRoot, ...more }, stranger)
  return { ...here, publish, verify, stranger, trustedRoot, folder }
}

/** Gives a release another tag, as its owner may. */
async function changeTag({ url, token }: Twin, from: string, to: string): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'user-agent': 'test' }
  const api = `${url}/repos/${REPO}/releases`
  const { id } = (await (await fetch(`${api}/tags/${from}`, { headers })).json()) as { id: number }
  const body = JSON.stringify({ tag_name: to })
  const { status } = await fetch(`${api}/${id}`, { method: 'PATCH', headers, body })
  expect(status).toBe(200)
}

/** Leaves only the attestations that GitHub stored. */
async function removeBundle({ url, token }: Twin): Promise<void> {
  const headers = { authorization: `Bearer ${token}`, 'user-agent': 'test' }
  const api = `${url}/repos/${REPO}/releases`
  const release = (await (await fetch(`${api}/tags/v1.0.0`, { headers })).json()) as {
    assets: { id: number; name: string }[]
  }
  const { id } = release.assets.find(({ name }) => name === BUNDLE) ?? {}
  const { status } = await fetch(`${api}/assets/${id}`, { method: 'DELETE', headers })
  expect(status).toBe(204)
}

type Stored = { bundle: { dsseEnvelope: { payload: string; signatures: { sig: string }[] } } }[]

describe('an attested release', () => {
  test.each(['public-good', 'private'] as const)(
    'names the workflow, the commit and the run that built it (%s)',
    async (kind) => {
      const { verify, twin } = await released({ kind })
      const report = await verify({ requireProvenance: true })
      expect(report.intact).toBe(true)
      expect(report.provenance).toEqual({
        attested: expect.objectContaining({ length: ASSETS }) as unknown,
        signers: [
          {
            issuer: 'https://token.actions.githubusercontent.com',
            workflow: 'https://github.com/octocat/hello/.github/workflows/release.yml@refs/tags/v1.0.0',
            repository: 'https://github.com/octocat/hello',
            commit: 'a'.repeat(40),
            ref: 'refs/tags/v1.0.0',
            runUrl: 'https://github.com/octocat/hello/actions/runs/4711/attempts/1',
          },
        ],
        unattested: [],
        problems: [],
        notes: [],
        sbom: ['hello-1.0.0-cp312-any.tar.gz', 'hello-1.0.0-cp311-any.tar.gz'],
      })
      const lookups = twin.requests.filter(({ operation }) => operation === 'repos/list-attestations')
      expect(lookups.map(({ path: at }) => at.includes('predicate_type='))).toEqual([
        true,
        true,
        true,
        true,
        true,
      ])
    },
  )

  test.each<[string, (stored: Stored) => void]>([
    [
      'a changed payload',
      ([first]) => (first!.bundle.dsseEnvelope.payload = Buffer.from('{}').toString('base64')),
    ],
    ['a changed signature', ([first]) => (first!.bundle.dsseEnvelope.signatures[0]!.sig = 'AAAA')],
    ['no bundle at all', ([first]) => Object.assign(first!, { bundle: {} })],
    ['a bad one beside it', (stored) => stored.push({ ...structuredClone(stored[0]!), bundle: {} as never })],
  ])('is refused with %s', async (_, change) => {
    const { verify, twin } = await released()
    change(twin.attestations(REPO) as unknown as Stored)
    const { intact, provenance } = await verify()
    expect(intact).toBe(false)
    expect(provenance?.problems.join()).toContain('invalid attestation')
  })

  test.each([
    [
      'a workflow of another repository',
      { repository: 'someone/else' },
      undefined,
      /comes from .*someone\/else/,
    ],
    ['another issuer of tokens', { iss: 'https://token.example.com' }, undefined, /token\.example\.com/],
    ['a statement about other files', {}, 'f'.repeat(64), /does not name the file/],
  ])('is refused with %s', async (_, claims, sha256, problem) => {
    const { verify, twin, sigstore, env } = await released()
    const [record] = twin.attestations(REPO) as unknown as { bundle: object; subjects: string[] }[]
    if (record === undefined) throw new Error('nothing was stored')
    await removeBundle(twin)
    sigstore.claim(claims)
    const identity = await requestIdentity(env, 'https://github.com', signal)
    const subjects = record.subjects.map((each) => ({
      name: each,
      sha256: sha256 ?? each.slice('sha256:'.length),
    }))
    const statement = formatStatement(subjects, {})
    record.bundle = await signStatement(statement, identity, signingServices(identity, env), signal)
    const { intact, provenance } = await verify()
    expect(intact).toBe(false)
    expect(provenance?.attested).toEqual([])
    expect(provenance?.problems.join()).toMatch(problem)
  })

  test('proves the files that it names and no other', async () => {
    const { verify, publish } = await released()
    writeFileSync(path.join(built, 'EXTRA.txt'), 'never attested')
    onTestFinished(() => rmSync(path.join(built, 'EXTRA.txt')))
    await publish({ paths: ['EXTRA.txt'], provenance: false, tag: 'v1.0.0' })
    const report = await verify()
    expect(report.provenance?.unattested).toEqual(['EXTRA.txt'])
    expect((await verify({ requireProvenance: true })).provenance?.problems).toEqual([
      'EXTRA.txt: no attestation: origin unproven',
    ])
  })

  test('does not count if its workflow ran at another commit than the tag', { tags: ['git'] }, async () => {
    const { twin, env, trustedRoot, stranger, sigstore } = await released()
    sigstore.claim({ ref: 'refs/heads/main' })
    const repository = mkdtempSync(path.join(tmpdir(), 'exuvia commit '))
    onTestFinished(() => rmSync(repository, { recursive: true }))
    for (const name of ['pyproject.toml', 'src'])
      cpSync(path.join(built, name), path.join(repository, name), { recursive: true })
    git(repository, 'init', '--quiet', '.')
    git(repository, 'add', '.')
    git(repository, 'commit', '--quiet', '--message', 'first')
    const context = contextFor(repository, env)
    const { manifest } = await buildRelease({}, context)
    const notesOf = async (tag: string): Promise<readonly string[]> => {
      await publishPaths({ paths: ['dist'], repository: REPO, provenance: true, tag }, context)
      const { notes, provenance } = await verifySubject(`${REPO}@${tag}`, { trustedRoot }, stranger)
      return [...notes, ...(provenance?.notes ?? [])]
    }
    expect(await notesOf('first')).toEqual([
      `an attestation does not count: its workflow ran at commit ${COMMIT}; the tag first is at ${manifest.commit}`,
    ])
    ;(twin.attestations(REPO) as unknown as unknown[]).length = 0
    sigstore.claim({ sha: manifest.commit ?? '' })
    expect(await notesOf('second')).toEqual([])
  })

  test('with hundreds of attestations is verified against all of them', async () => {
    const { verify, twin } = await released()
    const stored = twin.attestations(REPO) as unknown as Record<string, unknown>[]
    for (let id = 1000; id < 1250; id += 1) stored.push({ ...stored[0], id })
    stored.unshift({ ...stored[0], id: 1, bundle: {} })
    expect((await verify()).intact).toBe(false)
  })

  test('does not verify with the root of another instance', async () => {
    const { verify, folder } = await released()
    const { sigstore } = await setting()
    const root = path.join(folder, 'other.json')
    writeFileSync(root, sigstore.trustedRoot)
    expect((await verify({ trustedRoot: root })).intact).toBe(false)
    writeFileSync(root, '<html>')
    await expect(verify({ trustedRoot: root })).rejects.toMatchObject({ code: 'trusted-root-invalid' })
    await expect(verify({ trustedRoot: `${root}.gone` })).rejects.toMatchObject({ code: 'no-such-file' })
  })
})

/** An attested release in a folder, and a machine without network. */
async function offline(options: SigstoreMockOptions = {}) {
  const here = await released(options)
  const folder = path.join(here.folder, 'release')
  mkdirSync(folder)
  await downloadRelease(REPO, 'v1.0.0', folder, here.stranger)
  const requests = here.twin.requests.length
  const context = contextFor(here.folder, { GITHUB_API_URL: 'http://127.0.0.1:9' })
  const verify = (more: VerifyOptions = {}) =>
    verifySubject(
      folder,
      { offline: true, repository: REPO, trustedRoot: here.trustedRoot, ...more },
      context,
    )
  const asked = () => here.twin.requests.length - requests
  return { ...here, folder, context, verify, asked }
}

describe('the bundle beside the files', () => {
  test.each(['public-good', 'private'] as const)('proves their origin offline (%s)', async (kind) => {
    const { verify, asked } = await offline({ kind })
    const report = await verify()
    expect(report).toMatchObject({ outcome: 'intact', provenance: { unattested: [], problems: [] } })
    expect(report.provenance?.attested).toHaveLength(ASSETS)
    expect(report.provenance?.signers[0]?.ref).toBe('refs/tags/v1.0.0')
    expect((await verify({ sourceRef: 'refs/tags/v1.0.0' })).outcome).toBe('intact')
    expect(asked()).toBe(0)
  })

  test('proves the origin of a single tarball, and without the repository only says so', async () => {
    const { folder, context, trustedRoot } = await offline()
    const name = readdirSync(folder).find((each) => each.endsWith('.tar.gz')) ?? ''
    for (const other of readdirSync(folder)) {
      if (other.endsWith('.tar.gz') && other !== name) rmSync(path.join(folder, other))
    }
    const tarball = path.join(folder, name)
    const report = await verifySubject(tarball, { offline: true, repository: REPO, trustedRoot }, context)
    expect(report).toMatchObject({
      outcome: 'intact',
      proofs: ['hello-1.0.0.manifest.json', 'SHA256SUMS', BUNDLE],
      provenance: { attested: ['SHA256SUMS', name], unattested: [] },
    })
    const without = await verifySubject(tarball, {}, context)
    expect(without).toMatchObject({ outcome: 'intact', proofs: ['hello-1.0.0.manifest.json', 'SHA256SUMS'] })
    expect(without.notes.join()).toContain('--repo OWNER/NAME')
    const wrong = { offline: true, repository: 'someone/else', trustedRoot }
    expect((await verifySubject(tarball, wrong, context)).outcome).toBe('differs')
  })

  test('is a Sigstore bundle v0.3, and no file of the release lists it', async () => {
    const { folder } = await offline()
    const bundle = JSON.parse(readFileSync(path.join(folder, BUNDLE), 'utf8')) as { mediaType: string }
    expect(bundle.mediaType).toBe('application/vnd.dev.sigstore.bundle.v0.3+json')
    expect(readFileSync(path.join(folder, 'SHA256SUMS'), 'utf8')).not.toContain(BUNDLE)
  })

  test('proves nothing for another repository, workflow, ref or root', async () => {
    const { verify, folder } = await offline()
    const { sigstore } = await setting()
    const root = path.join(folder, '..', 'other.json')
    writeFileSync(root, sigstore.trustedRoot)
    for (const options of [
      { repository: 'someone/else' },
      { sourceRef: 'refs/tags/v2.0.0' },
      { signerWorkflow: `${REPO}/.github/workflows/other.yml` },
      { trustedRoot: root },
      { trustedRoot: undefined },
    ]) {
      const report = await verify(options)
      expect(report).toMatchObject({ outcome: 'differs', provenance: { attested: [] } })
    }
  })

  test('fails if it is missing, damaged, or of other files', async () => {
    const { verify, folder, context } = await offline()
    const file = path.join(folder, BUNDLE)
    const text = readFileSync(file, 'utf8')
    rmSync(file)
    expect((await verify()).provenance?.problems.join()).toContain('no attestation')
    for (const damaged of [
      '',
      '{}',
      text.replace(/"sig":"..../, '"sig":"AAAA'),
      text.replace('{', '{"mediaType":"",'),
    ]) {
      writeFileSync(file, damaged)
      expect((await verify()).outcome).toBe('differs')
    }
    writeFileSync(file, text)
    expect((await verify()).outcome).toBe('intact')
    writeFileSync(
      path.join(folder, 'SHA256SUMS'),
      `${readFileSync(path.join(folder, 'SHA256SUMS'), 'utf8')}\n`,
    )
    expect((await verifySubject(folder, {}, context)).outcome).toBe('intact')
    expect((await verify()).provenance?.problems.join()).toContain('does not name the file')
  })

  test('attests the SBOM for the archives; a damaged, foreign or other one is refused', async () => {
    const { verify, folder, env } = await offline()
    const file = path.join(folder, SBOM_BUNDLE)
    const text = readFileSync(file, 'utf8')
    const archives = readdirSync(folder).filter((name) => name.endsWith('.tar.gz'))
    expect((await verify()).provenance?.sbom?.toSorted()).toEqual(archives.toSorted())
    const identity = await requestIdentity(env, 'https://github.com', signal)
    const signed = async (predicate: object, subjects = archives, digest = ''): Promise<string> => {
      const named = subjects.map((name) => ({
        name,
        sha256:
          digest ||
          createHash('sha256')
            .update(readFileSync(path.join(folder, name)))
            .digest('hex'),
      }))
      const statement = formatStatement(named, { ...predicate }, 'https://cyclonedx.org/bom')
      return JSON.stringify(await signStatement(statement, identity, signingServices(identity, env), signal))
    }
    const sbom = JSON.parse(readFileSync(path.join(folder, 'hello-1.0.0.cdx.json'), 'utf8')) as object
    const wrong: readonly (readonly [what: string, bundle: string, problem: RegExp])[] = [
      ['no JSON', '', /invalid attestation/],
      ['another signature', text.replace(/"sig":"..../, '"sig":"AAAA'), /invalid attestation/],
      [
        'the provenance',
        readFileSync(path.join(folder, BUNDLE), 'utf8'),
        /is not an SBOM but https:\/\/slsa/,
      ],
      [
        'another SBOM',
        await signed({ ...sbom, version: 7 }),
        /contains another SBOM than hello-1\.0\.0\.cdx/,
      ],
      ['one archive less', await signed(sbom, archives.slice(1)), /does not name hello-1\.0\.0-cp311/],
      ['other archives', await signed(sbom, archives, 'f'.repeat(64)), /does not name hello-1\.0\.0-/],
    ]
    for (const [what, bundle, problem] of wrong) {
      writeFileSync(file, bundle)
      const { outcome, provenance } = await verify()
      expect(outcome, what).toBe('differs')
      expect(provenance?.problems.join(), what).toMatch(problem)
      expect(provenance?.sbom, what).toEqual([])
    }
    writeFileSync(file, await signed(sbom))
    expect((await verify()).outcome).toBe('intact')
    rmSync(file)
    const without = await verify()
    expect(without).toMatchObject({ outcome: 'intact', provenance: { sbom: [] } })
    expect(without.provenance?.notes).toEqual([`${SBOM_BUNDLE} is missing: no attestation of the SBOM`])
  })
})

/** The attested files of v1.0.0 on a release of another tag. */
async function moved(tag: string, at: string, options: SigstoreMockOptions = {}) {
  const here = await released({ ...options, tags: { 'v1.0.0': COMMIT, [tag]: at } })
  await here.publish({ provenance: false, tag: 'moving' })
  await changeTag(here.twin, 'moving', tag)
  const verify = (more: VerifyOptions = {}) =>
    verifySubject(`${REPO}@${tag}`, { trustedRoot: here.trustedRoot, ...more }, here.stranger)
  return { ...here, verify }
}

describe('attested files of one release', () => {
  test.each([
    ['of another commit', 'b'.repeat(40), /commit a{40}; the tag v2\.0\.0 is at b{40}|refs\/tags\/v1\.0\.0/],
    ['of the same commit', COMMIT, /is about the release of refs\/tags\/v1\.0\.0, not of the tag v2\.0\.0/],
  ])('prove no other tag %s', async (_, at, problem) => {
    const { verify } = await moved('v2.0.0', at)
    const required = await verify({ requireProvenance: true })
    expect(required).toMatchObject({ outcome: 'differs', provenance: { attested: [] } })
    expect(required.provenance?.problems).toHaveLength(ASSETS)
    expect(required.provenance?.problems.join()).toMatch(problem)
    const report = await verify()
    expect(report).toMatchObject({ outcome: 'intact', provenance: { attested: [], problems: [] } })
    expect(report.provenance?.notes.join()).toMatch(problem)
    expect(report.notes).toContain('the tag v2.0.0 states version 2.0.0; the manifest is of version 1.0.0')
  })

  test('prove the tag that a workflow of a branch made, as for a nightly', async () => {
    const claims = {
      ref: 'refs/heads/main',
      job_workflow_ref: `${REPO}/.github/workflows/release.yml@refs/heads/main`,
    }
    const { publish, trustedRoot, stranger } = await released({ claims, tags: { nightly: COMMIT } })
    await publish({ tag: 'nightly' })
    const verify = (more: VerifyOptions) =>
      verifySubject(`${REPO}@nightly`, { trustedRoot, requireProvenance: true, ...more }, stranger)
    expect(await verify({})).toMatchObject({ outcome: 'intact', notes: [] })
    expect((await verify({ sourceRef: 'refs/heads/main' })).outcome).toBe('intact')
    expect((await verify({ sourceRef: 'refs/tags/nightly' })).outcome).toBe('differs')
    const signerWorkflow = `${REPO}/.github/workflows/release.yml`
    expect((await verify({ signerWorkflow })).outcome).toBe('intact')
    expect((await verify({ signerWorkflow: `${signerWorkflow}@refs/heads/main` })).outcome).toBe('intact')
    expect((await verify({ signerWorkflow: `${signerWorkflow}@refs/heads/dev` })).outcome).toBe('differs')
  })
})

describe('a release without attestations', () => {
  test('is reported as intact, and is refused if an attestation is required', async () => {
    const { verify } = await released({ provenance: false })
    const report = await verify()
    expect(report.intact).toBe(true)
    expect(report.provenance).toMatchObject({ attested: [], signers: [], problems: [] })
    expect(report.provenance?.unattested).toHaveLength(ASSETS)
    const required = await verify({ requireProvenance: true })
    expect(required.intact).toBe(false)
    expect(required.provenance?.problems).toHaveLength(ASSETS)
  })

  test('does not use up the requests that GitHub allows without a token', async () => {
    const { verify, twin, publish } = await released({ provenance: false })
    const extra = Array.from({ length: 20 }, (_, index) => path.join(built, `extra-${index}.txt`))
    for (const file of extra) writeFileSync(file, file)
    onTestFinished(() => {
      for (const file of extra) rmSync(file)
    })
    await publish({ paths: extra, tag: 'v1.0.0' })
    const report = await verify()
    const lookups = twin.requests.filter(({ operation }) => operation === 'repos/list-attestations')
    expect(lookups).toHaveLength(10)
    expect(report.provenance?.notes).toEqual([expect.stringContaining('GITHUB_TOKEN') as unknown])
  })
})

/** A release with an unsigned statement, downloaded. */
async function downloaded() {
  const { twin } = await setting()
  const env = { GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token }
  const context = contextFor(built, env)
  await publishPaths({ paths: ['dist'], repository: REPO, provenance: true }, context)
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia statement '))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  await downloadRelease(REPO, 'v1.0.0', folder, context)
  const verify = async () => {
    const { items, intact } = await verifySubject(folder, {}, context)
    return { intact, statement: items.find(({ kind }) => kind === 'statement') }
  }
  return { twin, context, folder, verify, file: path.join(folder, 'hello-1.0.0.provenance.json') }
}

describe('an unsigned statement', () => {
  test('is compared with the files beside it, from GitHub and offline, and does not count as an attestation', async () => {
    const { verify, context } = await downloaded()
    expect(await verify()).toMatchObject({ intact: true, statement: { problems: [] } })
    const online = await verifySubject(RELEASE, { requireProvenance: true }, context)
    expect(online.items.find(({ kind }) => kind === 'statement')?.problems).toEqual([])
    expect(online.intact).toBe(false)
  })

  test.each<[string, (text: string) => string, RegExp]>([
    [
      'another digest',
      (text) => text.replace(/"sha256":"....../, '"sha256":"abcdef'),
      /^SHA-256 of .*; expected/,
    ],
    [
      'another name',
      (text) => text.replace('-cp312-', '-cp313-'),
      /^does not name .*; names .*, which was not found/,
    ],
    ['no JSON', () => '<html>', /not an in-toto statement: not JSON/],
    [
      'no subjects',
      () => '{"_type": "https://in-toto.io/Statement/v1", "subject": []}',
      /not an in-toto statement/,
    ],
    ['another type', (text) => text.replace('Statement/v1', 'Statement/v9'), /not an in-toto statement/],
  ])('is refused with %s', async (_, change, problem) => {
    const { verify, file } = await downloaded()
    writeFileSync(file, change(readFileSync(file, 'utf8')))
    const { intact, statement } = await verify()
    expect(intact).toBe(false)
    expect(statement?.problems.join('; ')).toMatch(problem)
  })

  test('is refused if a file that it names is missing', async () => {
    const { verify, folder } = await downloaded()
    const name = readdirSync(folder).find((each) => each.includes('cp311')) ?? ''
    rmSync(path.join(folder, name))
    expect((await verify()).statement?.problems).toEqual([`names ${name}, which was not found`])
  })

  test('requires the repository for an attestation, for a folder and a single tarball', async () => {
    const { folder, context } = await downloaded()
    const tarball = path.join(folder, readdirSync(folder).find((name) => name.endsWith('.tar.gz')) ?? '')
    for (const options of [
      { requireProvenance: true },
      { offline: true },
      { sourceRef: 'refs/heads/main' },
    ]) {
      await expect(verifySubject(folder, options, context)).rejects.toMatchObject({
        code: 'verify-needs-repository',
      })
      await expect(verifySubject(tarball, options, context)).rejects.toMatchObject({
        code: 'verify-needs-repository',
      })
    }
    await expect(verifySubject(RELEASE, { offline: true }, context)).rejects.toMatchObject({
      code: 'verify-offline-needs-folder',
    })
  })
})
