import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Twin, startTwin } from '@exuvia/github-twin'
import { type SigstoreMock, type SigstoreMockOptions, startSigstore } from '@exuvia/sigstore-mock'
import { sharedCache } from '@exuvia/test-needs'
import { onTestFinished } from 'vitest'
import { type ProgressEvent, type RunContext, buildRelease } from '../../src/index.ts'

export const REPO = 'octocat/hello'
export const ASSETS = 5
/** The commit of the workflow and of the tag. */
export const COMMIT = 'a'.repeat(40)
/** A project with a finished build, for the tests of a file. */
export async function buildOnce(): Promise<{ folder: string; remove: () => void }> {
  const built = mkdtempSync(path.join(tmpdir(), 'exuvia provenance '))
  const files = {
    'pyproject.toml':
      '[project]\nname = "hello"\nversion = "1.0.0"\nlicense = "MIT"\n[tool.exuvia]\ntargets = ["cp312", "cp311"]\n',
    'src/hello/__init__.py': 'GREETING = "hello"\n',
  }
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(built, name)), { recursive: true })
    writeFileSync(path.join(built, name), text)
  }
  await buildRelease({}, contextFor(built, { SOURCE_DATE_EPOCH: '1700000000' }))
  return { folder: built, remove: () => rmSync(built, { recursive: true, force: true }) }
}

export function contextFor(cwd: string, env: NodeJS.ProcessEnv, events: ProgressEvent[] = []): RunContext {
  const clean = { ...process.env }
  for (const name of Object.keys(clean))
    if (/^(GITHUB|ACTIONS)_/.test(name)) Reflect.deleteProperty(clean, name)
  return {
    cwd,
    env: { ...clean, EXUVIA_CACHE_DIR: sharedCache(), ...env },
    signal: new AbortController().signal,
    progress: (event) => events.push(event),
  }
}

/** A GitHub server and Sigstore's services, with the variables of a job that may publish and sign. */
export async function setting(
  options: SigstoreMockOptions & {
    readonly attestations?: 'read'
    readonly tags?: Readonly<Record<string, string>>
  } = {},
): Promise<{ twin: Twin; sigstore: SigstoreMock; env: Record<string, string> }> {
  const { attestations = 'write' } = options
  const { tags = { 'v1.0.0': COMMIT } } = options
  const repositories = [{ name: REPO, tags, annotatedTags: ['v1.0.0'] }]
  const twin = await startTwin({ tokens: [{ token: 'ghs_job', attestations }], repositories })
  const sigstore = await startSigstore(options)
  onTestFinished(async () => {
    await sigstore.close()
    await twin.close()
  })
  return {
    twin,
    sigstore,
    env: { ...sigstore.env, GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token },
  }
}
