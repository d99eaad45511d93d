/**
 * Each test builds and publishes in processes of its own.
 *
 * @module-tag slow
 */
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Twin, startTwin } from '@exuvia/github-twin'
import { type SigstoreMock, startSigstore } from '@exuvia/sigstore-mock'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { type Outcome, exuvia, folderWith, project } from './support/cli.ts'

const REPO = 'octocat/hello'
const TOKEN = 'ghs_a_job_s_token'

interface Setting {
  readonly twin: Twin
  readonly sigstore: SigstoreMock
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
  readonly publish: (onStart?: (kill: (signal: NodeJS.Signals) => void) => void) => Promise<Outcome>
}

/** A project with a finished build, for all tests. */
async function buildOnce(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia cli '))
  cpSync(project(), folder, { recursive: true })
  expect(await exuvia(['build', '--quiet'], { cwd: folder })).toMatchObject({ code: 0 })
  return folder
}

let built: Promise<string> | undefined
afterAll(async () => {
  rmSync((await built) ?? '', { recursive: true, force: true })
})

async function setting(): Promise<Setting> {
  // The workflow runs at the tag, and the tag is at the workflow's commit.
  const repositories = [{ name: REPO, tags: { 'v1.2.0': 'a'.repeat(40) } }]
  const twin = await startTwin({ tokens: [{ token: TOKEN }], repositories })
  const sigstore = await startSigstore({ claims: { ref: 'refs/tags/v1.2.0' } })
  onTestFinished(async () => {
    await sigstore.close()
    await twin.close()
  })
  built ??= buildOnce()
  const cwd = await built
  const env = { ...sigstore.env, GITHUB_API_URL: twin.url, GITHUB_TOKEN: TOKEN }
  return {
    twin,
    sigstore,
    cwd,
    env,
    publish: (onStart) =>
      exuvia(['publish', 'dist', '--provenance'], {
        cwd,
        env,
        ...(onStart === undefined ? {} : { onStart }),
      }),
  }
}

/** A customer's machine: no token, a root that was given to them. */
function customer({ twin, sigstore }: Setting, ...more: string[]): Promise<Outcome> {
  const cwd = folderWith({ 'root.json': sigstore.trustedRoot })
  const args = ['verify', `${REPO}@v1.2.0`, '--trusted-root', 'root.json', ...more]
  return exuvia(args, { cwd, env: { GITHUB_API_URL: twin.url } })
}

test('a workflow attests its release once, and a customer reads who built it', async () => {
  const here = await setting()
  const first = await here.publish()
  expect(first).toMatchObject({ code: 0 })
  expect(first.stderr).toContain(
    'attested: provenance of 4 files and the SBOM of 1 archive, signed through Sigstore',
  )
  const second = await here.publish()
  expect(second.stderr).toContain('already attested: provenance of 4 files and the SBOM of 1 archive')
  expect(here.twin.attestations(REPO)).toHaveLength(2)
  const shown = [first, second].map(({ stdout, stderr }) => stdout + stderr).join('')
  for (const secret of [TOKEN, here.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] ?? '', ...here.sigstore.tokens])
    expect(shown).not.toContain(secret)

  const verified = await customer(here, '--require-provenance')
  expect(verified).toMatchObject({ code: 0 })
  expect(verified.stderr).toContain(`attested all 4 files
    by       https://github.com/octocat/hello/.github/workflows/release.yml@refs/tags/v1.0.0
    at       https://github.com/octocat/hello commit ${'a'.repeat(40)}
    in       https://github.com/octocat/hello/actions/runs/4711/attempts/1
    SBOM of  shelf-1.2.0-cp312-any.tar.gz
all files match the build`)
  const json = JSON.parse((await customer(here, '--json')).stdout) as { provenance: { attested: string[] } }
  expect(json.provenance.attested).toHaveLength(4)
})

test.each([
  ['after the signature, before it is stored', '/api/v1/log/entries', 'sigstore'],
  ['while it is stored', 'repos/create-attestation', 'before'],
  ['when it is stored but not yet confirmed', 'repos/create-attestation', 'after'],
] as const)(
  'a run that is killed %s leaves no partial result, and the next one completes it',
  async (_, at, when) => {
    const { twin, sigstore, publish } = await setting()
    let kill: ((signal: NodeJS.Signals) => void) | undefined
    if (when === 'sigstore') {
      sigstore.intercept = (asked) => {
        if (asked === at) kill?.('SIGKILL')
        return undefined
      }
    } else {
      const run = (): void => kill?.('SIGKILL')
      twin.faults.add({ when: { operation: at }, fault: { kind: 'call', at: when, run } })
    }
    const killed = await publish((give) => {
      kill = give
    })
    expect(killed.code).toBeNull()
    expect(twin.releases(REPO)).toEqual([])
    sigstore.intercept = undefined
    expect(await publish()).toMatchObject({ code: 0 })
    expect(twin.attestations(REPO)).toHaveLength(2)
    expect(twin.releases(REPO).map(({ draft, assets }) => [draft, assets.length])).toEqual([[false, 6]])
  },
)

test('a job without the permission for an identity gets an error that names it', async () => {
  const { cwd, env, twin } = await setting()
  const without = { ...env, ACTIONS_ID_TOKEN_REQUEST_URL: '' }
  const { code, stderr } = await exuvia(['publish', 'dist', '--provenance'], { cwd, env: without })
  expect(code).toBe(2)
  expect(stderr).toContain('id-token: write')
  expect(stderr).toContain('attestations: write')
  expect(twin.requests).toEqual([])
})

test('outside a workflow the statement is unsigned, and every output says so', async () => {
  const { cwd, twin, sigstore } = await setting()
  const env = { GITHUB_API_URL: twin.url, GITHUB_TOKEN: TOKEN, GITHUB_ACTIONS: '' }
  const published = await exuvia(['publish', 'dist', '--repo', REPO, '--provenance'], { cwd, env })
  expect(published).toMatchObject({ code: 0 })
  expect(published.stderr).toContain('shelf-1.2.0.provenance.json: this provenance is not signed')
  const verified = await customer({ twin, sigstore } as Setting)
  expect(verified).toMatchObject({ code: 0 })
  expect(verified.stderr).toMatch(/unsigned shelf-1\.2\.0\.provenance\.json/)
  expect(verified.stderr).toContain('no attestation for any of the 5 files: origin unproven')
  const required = await customer({ twin, sigstore } as Setting, '--require-provenance')
  expect(required.code).toBe(1)
  expect(required.stderr).toContain('refused  SHA256SUMS: no attestation: origin unproven')
})

test('a wrong root file and wrong options are reported before any download', async () => {
  const { twin, cwd } = await setting()
  writeFileSync(path.join(cwd, 'root.json'), '<html>')
  const env = { GITHUB_API_URL: twin.url }
  const bad = await exuvia(['verify', `${REPO}@v1`, '--trusted-root', 'root.json'], { cwd, env })
  expect(bad.code).toBe(2)
  expect(bad.stderr).toContain('root.json contains no trusted root')
  expect(bad.stderr).toContain('gh attestation trusted-root')
  expect(twin.requests).toEqual([])
  const local = await exuvia(['verify', 'dist', '--require-provenance'], { cwd, env })
  expect(local.code).toBe(2)
  expect(local.stderr).toContain('--repo OWNER/NAME')
})
