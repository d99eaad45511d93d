/**
 * The published bundle, verified by sigstore-python.
 *
 * @module-tag slow
 * @module-tag python3
 * @module-tag pypi
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { filledOnce, temporaryFolder } from '@exuvia/test-needs'
import { startSigstore } from '@exuvia/sigstore-mock'
import { beforeAll, describe, expect, test } from 'vitest'
import { type VerifyOptions, downloadRelease, publishPaths, verifySubject } from '../../src/index.ts'
import { COMMIT, REPO, buildOnce, contextFor, setting } from './provenance-setting.ts'

const SIGSTORE = ['sigstore==4.5.1']
const BUNDLE = 'SHA256SUMS.sigstore.json'
const SBOM_BUNDLE = 'SBOM.sigstore.json'
const REF = 'refs/tags/v1.0.0'
const WORKFLOW = `${REPO}/.github/workflows/release.yml`

let built = ''
beforeAll(async () => {
  const { folder, remove } = await buildOnce()
  built = folder
  return remove
})

interface Case {
  readonly bundle: string
  readonly root: string
  readonly workflow: string
  readonly repository: string
  readonly ref: string
}

type Said = { readonly subjects: Readonly<Record<string, string>> } | { readonly refused: string }

/** What sigstore-python says of each case. */
async function sigstorePython(cases: readonly Case[]): Promise<readonly Said[]> {
  const modules = await filledOnce('sigstore', SIGSTORE, async (folder) => {
    const quiet = ['--quiet', '--disable-pip-version-check', '--root-user-action', 'ignore']
    execFileSync('python3', ['-m', 'pip', 'install', ...quiet, '--target', folder, ...SIGSTORE])
  })
  const output = execFileSync('python3', [path.join(import.meta.dirname, 'sigstore-verify.py')], {
    env: { ...process.env, PYTHONPATH: modules },
    input: JSON.stringify(cases),
    encoding: 'utf8',
  })
  return JSON.parse(output) as Said[]
}

/** A published release that a stranger downloaded, with its bundle. */
async function downloaded(tag = 'v1.0.0', ref = REF) {
  const workflow_ref = `${WORKFLOW}@${ref}`
  const claims = { ref, workflow_ref, job_workflow_ref: workflow_ref }
  const { twin, sigstore, env } = await setting({ claims, tags: { [tag]: COMMIT } })
  await publishPaths({ paths: ['dist'], repository: REPO, tag, provenance: true }, contextFor(built, env))
  const folder = temporaryFolder()
  const stranger = contextFor(built, { GITHUB_API_URL: twin.url })
  const names = await downloadRelease(REPO, tag, folder, stranger)
  const root = path.join(temporaryFolder(), 'root.json')
  writeFileSync(root, sigstore.trustedRoot)
  const verify = (more: VerifyOptions = {}) =>
    verifySubject(folder, { trustedRoot: root, repository: REPO, offline: true, ...more }, stranger)
  const right: Case = {
    bundle: path.join(folder, BUNDLE),
    root,
    workflow: `https://github.com/${workflow_ref}`,
    repository: `https://github.com/${REPO}`,
    ref,
  }
  return { folder, names, right, verify, root }
}

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex')

describe('sigstore-python and Exuvia agree on a published bundle', () => {
  test.each([
    ['of a workflow that ran at the tag', 'v1.0.0', REF],
    ['of a nightly, whose workflow ran at a branch', 'v1.0.0', 'refs/heads/main'],
  ])('%s: it is valid, and names every file of the release', async (_, tag, ref) => {
    const { folder, names, right, verify } = await downloaded(tag, ref)
    const sbom = { ...right, bundle: path.join(folder, SBOM_BUNDLE) }
    const subjects = names
      .filter((name) => name !== BUNDLE && name !== SBOM_BUNDLE)
      .map((name): [string, string] => [name, sha256(path.join(folder, name))])
    const archives = subjects.filter(([name]) => name.endsWith('.tar.gz'))
    expect(archives).toHaveLength(2)
    expect(await sigstorePython([right, sbom])).toEqual(
      [subjects, archives].map((each) => ({ subjects: Object.fromEntries(each) })),
    )
    const report = await verify({ signerWorkflow: WORKFLOW, sourceRef: ref })
    expect(report.outcome).toBe('intact')
    expect(report.provenance?.unattested).toEqual([])
  })

  test('that is changed, or of another signer: both refuse it', async () => {
    const { folder, right, verify } = await downloaded()
    const others = temporaryFolder()
    const otherRoot = path.join(others, 'root.json')
    const other = await startSigstore()
    writeFileSync(otherRoot, other.trustedRoot)
    await other.close()
    const changed = (name: string, change: (bundle: Bundle) => void): string => {
      const bundle = JSON.parse(readFileSync(right.bundle, 'utf8')) as Bundle
      change(bundle)
      const file = path.join(others, name)
      writeFileSync(file, JSON.stringify(bundle))
      return file
    }
    const payload = changed('payload.json', ({ dsseEnvelope }) => {
      const text = Buffer.from(dsseEnvelope.payload, 'base64').toString('utf8')
      const digest = sha256(path.join(folder, 'SHA256SUMS'))
      dsseEnvelope.payload = Buffer.from(text.replaceAll(digest, '0'.repeat(64))).toString('base64')
    })
    const signature = changed('signature.json', ({ dsseEnvelope }) => {
      dsseEnvelope.signatures = [{ sig: Buffer.from('no signature').toString('base64') }]
    })
    const noLog = changed('log.json', ({ verificationMaterial }) => {
      verificationMaterial.tlogEntries = []
    })
    const wrong: readonly (readonly [
      what: string,
      wrong: Partial<Case>,
      options: VerifyOptions,
      bundle?: string,
    ])[] = [
      [
        'another workflow',
        { workflow: `https://github.com/${REPO}/.github/workflows/x.yml@${REF}` },
        { signerWorkflow: `${REPO}/.github/workflows/x.yml` },
      ],
      [
        'another repository',
        { repository: 'https://github.com/someone/else' },
        { repository: 'someone/else' },
      ],
      ['another ref', { ref: 'refs/heads/main' }, { sourceRef: 'refs/heads/main' }],
      ['another root', { root: otherRoot }, { trustedRoot: otherRoot }],
      ['a changed payload', { bundle: payload }, {}, payload],
      ['another signature', { bundle: signature }, {}, signature],
      ['no entry of a log', { bundle: noLog }, {}, noLog],
    ]
    const [valid, ...said] = await sigstorePython([
      right,
      ...wrong.map(([, change]) => ({ ...right, ...change })),
    ])
    expect(valid).toHaveProperty('subjects')
    const published = readFileSync(right.bundle)
    for (const [index, [what, , options, bundle]] of wrong.entries()) {
      expect(said[index], what).toHaveProperty('refused')
      writeFileSync(right.bundle, bundle === undefined ? published : readFileSync(bundle))
      const { outcome, provenance } = await verify(options)
      expect(outcome, what).toBe('differs')
      expect(provenance?.attested, what).toEqual([])
    }
  })
})

interface Bundle {
  readonly dsseEnvelope: { payload: string; signatures: { sig: string }[] }
  readonly verificationMaterial: { tlogEntries: unknown[] }
}
