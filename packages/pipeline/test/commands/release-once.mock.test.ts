/**
 * Most tests build, and an embedded CPython takes seconds to start.
 *
 * @module-tag slow
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Twin, startTwin } from '@exuvia/github-twin'
import { preflight, publishRelease } from '@exuvia/publisher'
import { sharedCache } from '@exuvia/test-needs'
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { readConfig } from '../../src/config/load.ts'
import { type RunContext, buildRelease, publishPaths, releaseProject } from '../../src/index.ts'
import { readNotesFile } from '../../src/publication/notes-files.ts'

vi.mock('../../src/config/load.ts', { spy: true })
vi.mock('../../src/publication/notes-files.ts', { spy: true })
vi.mock('@exuvia/publisher', { spy: true })

beforeEach(() => {
  vi.clearAllMocks()
})

const REPO = 'octocat/hello'

interface Setting {
  readonly twin: Twin
  readonly cwd: string
  readonly context: RunContext
  /** Codes of all findings, in the order of the reports. */
  readonly said: string[]
}

/** A project with a changelog and an unreleased version, and a GitHub server to publish it to. */
async function setting(): Promise<Setting> {
  const twin = await startTwin()
  onTestFinished(() => twin.close())
  const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia once '))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  mkdirSync(path.join(cwd, 'src/shelf'), { recursive: true })
  const write = (file: string, text: string): void => writeFileSync(path.join(cwd, file), text)
  write('pyproject.toml', '[project]\nname = "shelf"\nversion = "1.0"\nlicense = "MIT"\n')
  write('exuvia.toml', 'targets = ["cp312"]\n[publish]\nnotes = "changelog"\nprovenance = true\n')
  write('CHANGELOG.md', '# Changes\n\n## 1.0 (unreleased)\n\n- Shelves.\n')
  write('src/shelf/__init__.py', 'SHELVES = 3\n')
  const said: string[] = []
  const env = { ...process.env, EXUVIA_CACHE_DIR: sharedCache(), GITHUB_API_URL: twin.url }
  delete (env as NodeJS.ProcessEnv)['GITHUB_ACTIONS']
  const context: RunContext = {
    cwd,
    env: { ...env, GITHUB_TOKEN: twin.token },
    signal: new AbortController().signal,
    progress: (event) => {
      if (event.kind === 'finding') said.push(event.finding.code)
    },
  }
  return { twin, cwd, context, said }
}

const options = { paths: [], repository: REPO }

test('release reads the config and the changelog once, asks the remote once, and reports each finding once', async () => {
  const { context, said } = await setting()
  const { published } = await releaseProject({}, options, context)
  expect(published).toMatchObject({ published: true, provenance: { state: 'unsigned' } })
  expect(readConfig).toHaveBeenCalledTimes(1)
  expect(readNotesFile).toHaveBeenCalledTimes(1)
  expect(preflight).toHaveBeenCalledTimes(1)
  expect(publishRelease).toHaveBeenCalledTimes(1)
  expect(said.filter((code) => code === 'notes-unreleased')).toHaveLength(1)
  expect(said.toSorted()).toEqual([...new Set(said)].toSorted())
})

test('publish does the same', async () => {
  const { context, said } = await setting()
  await buildRelease({}, context)
  vi.clearAllMocks()
  said.length = 0
  await publishPaths({ ...options, paths: ['dist'] }, context)
  expect(readConfig).toHaveBeenCalledTimes(1)
  expect(readNotesFile).toHaveBeenCalledTimes(1)
  expect(preflight).toHaveBeenCalledTimes(1)
  expect(said.filter((code) => code === 'notes-unreleased')).toHaveLength(1)
  expect(said.toSorted()).toEqual([...new Set(said)].toSorted())
})

test('release and build with publish put the same bytes on GitHub', async () => {
  const [one, two] = [await setting(), await setting()]
  await releaseProject({}, options, one.context)
  await buildRelease({}, two.context)
  await publishPaths({ ...options, paths: ['dist'] }, two.context)
  const [first, second] = [one, two].map(({ twin }) => {
    const [release] = twin.releases(REPO)
    const assets = release?.assets.map(({ name, sha256 }) => `${name} ${sha256}`).toSorted()
    return { name: release?.name, body: release?.body, assets }
  })
  expect(first?.assets).toHaveLength(5)
  expect(first).toEqual(second)
})

test('built files that contradict the answers of the remote before the build are refused, and nothing is sent', async () => {
  const { twin, cwd, context, said } = await setting()
  await releaseProject({}, options, context)
  writeFileSync(path.join(cwd, 'src/shelf/__init__.py'), 'SHELVES = 4\n')
  vi.clearAllMocks()
  said.length = 0
  const before = twin.requests.length
  const built = vi.fn<() => Promise<void>>(() => Promise.resolve())
  const error = await releaseProject({}, options, context, built).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ kind: 'refused', code: 'publish-preflight' })
  const codes = new Set((error as { findings: { code: string }[] }).findings.map(({ code }) => code))
  expect(codes).toEqual(new Set(['publish-asset-differs']))
  expect(built).toHaveBeenCalledTimes(1)
  expect(preflight).toHaveBeenCalledTimes(1)
  expect(publishRelease).not.toHaveBeenCalled()
  expect(twin.requests.slice(before).filter(({ method }) => !['GET', 'HEAD'].includes(method))).toEqual([])
})

test.each([
  ['grows', 'publish-preflight', (bytes: Buffer) => Buffer.concat([bytes, bytes])],
  ['keeps its size', 'publish-file-changed', (bytes: Buffer) => bytes.fill(0, 20)],
])('a file that %s between build and publication is not published', async (_, code, change) => {
  const { twin, context } = await setting()
  const meddle = ({ folder }: { readonly folder: string }): Promise<void> => {
    const file = path.join(folder, 'shelf-1.0-cp312-any.tar.gz')
    writeFileSync(file, change(readFileSync(file)))
    return Promise.resolve()
  }
  await expect(releaseProject({}, options, context, meddle)).rejects.toMatchObject({ code })
  expect(twin.releases(REPO).filter(({ draft }) => !draft)).toEqual([])
})

test('a second release in the output folder is refused before the build', async () => {
  const { context } = await setting()
  const built = vi.fn<() => Promise<void>>(() => Promise.resolve())
  await buildRelease({ out: 'other' }, context)
  const run = releaseProject({}, { ...options, paths: ['other'] }, context, built)
  await expect(run).rejects.toMatchObject({ code: 'several-releases' })
  expect(built).not.toHaveBeenCalled()
})
