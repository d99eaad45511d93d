/**
 * Each release is built from a commit.
 *
 * @module-tag git
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Twin, type TwinOptions, simulatedClock, startTwin } from '@exuvia/github-twin'
import { sharedCache } from '@exuvia/test-needs'
import { expect, onTestFinished, test } from 'vitest'
import {
  type RunContext,
  buildRelease,
  dryRun,
  planProject,
  publishPaths,
  releaseProject,
} from '../../src/index.ts'

const REPO = 'octocat/hello'

/** A project in a git repository, and a GitHub server to publish it to. */
async function setting(options: TwinOptions = {}): Promise<{
  twin: Twin
  context: RunContext
  findings: string[]
  /** Writes the project with that version, commits it, and gives the commit. */
  commit: (version: string) => string
}> {
  const twin = await startTwin(options)
  onTestFinished(() => twin.close())
  const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia release '))
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }))
  mkdirSync(path.join(cwd, 'src/shelf'), { recursive: true })
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=o', '-c', 'user.email=o@example.org', ...args], {
      cwd,
      encoding: 'utf8',
    }).trim()
  git('init', '-q')
  const findings: string[] = []
  const context: RunContext = {
    cwd,
    env: {
      ...process.env,
      EXUVIA_CACHE_DIR: sharedCache(),
      GITHUB_API_URL: twin.url,
      GITHUB_TOKEN: twin.token,
    },
    signal: new AbortController().signal,
    progress: (event) => {
      if (event.kind === 'finding') findings.push(event.finding.code)
    },
  }
  const commit = (version: string): string => {
    const config = `[project]\nname = "shelf"\nversion = "${version}"\nlicense = "MIT"\n[tool.exuvia]\ntargets = ["cp312"]\n`
    writeFileSync(path.join(cwd, 'pyproject.toml'), config)
    writeFileSync(path.join(cwd, '.gitignore'), 'dist\n.cache\n')
    writeFileSync(path.join(cwd, 'src/shelf/__init__.py'), `VERSION = "${version}"\n`)
    git('add', '-A')
    git('commit', '-q', '-m', version)
    return git('rev-parse', 'HEAD')
  }
  return { twin, context, findings, commit }
}

const writes = (twin: Twin): number =>
  twin.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method)).length
const names = (twin: Twin): string[] | undefined =>
  twin
    .releases(REPO)[0]
    ?.assets.map(({ name }) => name)
    .toSorted()

test('a release is checked, built and published in one call, and a second call changes nothing', async () => {
  const { twin, context, commit } = await setting()
  const head = commit('1.0')
  const options = { paths: [], repository: REPO }
  const first = await releaseProject({}, options, context)
  expect(first.published).toMatchObject({ changed: true, published: true, tag: 'v1.0' })
  expect(names(twin)).toEqual([
    'SHA256SUMS',
    'shelf-1.0-cp312-any.tar.gz',
    'shelf-1.0.cdx.json',
    'shelf-1.0.manifest.json',
  ])
  expect(twin.tags(REPO).get('v1.0')).toBe(head)
  const second = await releaseProject({}, options, context)
  expect(second.published).toMatchObject({ changed: false, uploaded: [], removed: [] })
})

test('everything that prevents publishing is reported before the build', async () => {
  const { twin, context, commit } = await setting({
    repositories: [{ name: REPO, tags: { 'v1.0': '1'.repeat(40) }, commits: [], archived: true }],
  })
  commit('1.0')
  const error = await releaseProject({}, { paths: [], repository: REPO }, context).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ kind: 'refused', code: 'publish-preflight' })
  const codes = (error as { findings: { code: string }[] }).findings.map(({ code }) => code)
  expect(codes).toEqual(['publish-archived', 'publish-tag-elsewhere', 'publish-commit-missing'])
  expect(writes(twin)).toBe(0)
})

test.each([
  [
    'outside',
    'GitHub is out of reach',
    {},
    { GITHUB_API_URL: 'http://127.0.0.1:9' },
    ['publish-unreachable'],
  ],
  ['usage', 'there is no token', {}, { GITHUB_TOKEN: '' }, ['publish-token-missing']],
  [
    'usage',
    'the token may only read',
    { tokens: [{ token: 'ghs_r', right: 'read' as const }] },
    {},
    ['publish-token-rights'],
  ],
  [
    'refused',
    'there is more to fix than the token',
    { tokens: [{ token: 'ghs_r', right: 'read' as const }], repositories: [{ name: REPO, commits: [] }] },
    {},
    ['publish-token-rights', 'publish-commit-missing'],
  ],
])('the exit code says who must act: %s, if %s', async (kind, _, twin, env, codes) => {
  // Requests that fail are repeated for half a minute.
  const clock = simulatedClock()
  const { twin: server, context, commit } = await setting({ ...twin, clock })
  commit('1.0')
  if (kind === 'outside') {
    const fault = { kind: 'status', status: 429, retryAfter: 86_400 } as const
    server.faults.add({ when: { operation: 'repos/list-releases' }, fault })
  }
  const run = releaseProject(
    {},
    { paths: [], repository: REPO },
    { ...context, env: { ...context.env, ...env }, clock },
  )
  const error = await run.catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ kind, code: 'publish-preflight' })
  expect((error as { findings: { code: string }[] }).findings.map(({ code }) => code)).toEqual(codes)
})

test('a nightly: the tag moves to the commit, and files of the earlier build are removed', async () => {
  const { twin, context, findings, commit } = await setting()
  const options = { paths: [], repository: REPO, tag: 'nightly', replace: true }
  commit('1.0.dev1')
  await releaseProject({}, options, context)
  const head = commit('1.0.dev2')
  findings.length = 0
  const { published } = await releaseProject({}, options, context)
  expect(published.removed).toEqual([
    'shelf-1.0.dev1-cp312-any.tar.gz',
    'shelf-1.0.dev1.cdx.json',
    'shelf-1.0.dev1.manifest.json',
  ])
  expect(names(twin)).toEqual([
    'SHA256SUMS',
    'shelf-1.0.dev2-cp312-any.tar.gz',
    'shelf-1.0.dev2.cdx.json',
    'shelf-1.0.dev2.manifest.json',
  ])
  expect(twin.tags(REPO).get('nightly')).toBe(head)
  expect(findings).toEqual(expect.arrayContaining(['publish-tag-moves', 'publish-removes']))
})

test('a release of files that the commit does not contain is refused before the build, and by publish', async () => {
  const { twin, context, findings, commit } = await setting()
  const at = commit('1.0')
  writeFileSync(path.join(context.cwd, 'src/shelf/new.py'), 'NEW = 1\n')
  writeFileSync(path.join(context.cwd, 'notes.txt'), 'does not ship')
  const options = { paths: [], repository: REPO }
  await expect(releaseProject({}, options, context)).rejects.toMatchObject({
    kind: 'refused',
    code: 'publish-uncommitted',
    message: expect.stringContaining('that it names: src/shelf/new.py') as string,
  })
  expect(findings).not.toContain('uncommitted-files')
  const built = await buildRelease({}, context)
  expect(findings).toContain('uncommitted-files')
  expect(built.manifest).toMatchObject({ commit: at, uncommitted: { files: ['src/shelf/new.py'] } })
  const publish = publishPaths({ paths: ['dist'], repository: REPO }, context)
  await expect(publish).rejects.toMatchObject({ code: 'publish-uncommitted' })
  // Neither a tarball without its manifest, nor a manifest that no longer says so.
  const [tarball = ''] = built.manifest.artifacts.map(({ file }) => path.join('dist', file))
  await expect(
    publishPaths({ paths: [tarball], repository: REPO, tag: 'v1.0' }, context),
  ).rejects.toMatchObject({
    kind: 'refused',
    findings: expect.arrayContaining([
      expect.objectContaining({ code: 'publish-uncommitted' }) as unknown,
    ]) as unknown,
  })
  const manifest = path.join(built.folder, built.manifestFile)
  const { uncommitted: _, ...clean } = built.manifest
  writeFileSync(manifest, `${JSON.stringify(clean, undefined, 2)}\n`)
  rmSync(path.join(built.folder, 'SHA256SUMS'))
  await expect(publishPaths({ paths: ['dist'], repository: REPO }, context)).rejects.toMatchObject({
    code: 'publish-unverified',
    hint: expect.stringContaining('uncommitted') as string,
  })
  expect(twin.releases(REPO)).toEqual([])
})

test('with a reason it is published, and the manifest contains the reason', async () => {
  const { context, findings, commit } = await setting()
  commit('1.0')
  writeFileSync(path.join(context.cwd, 'src/shelf/__init__.py'), 'VERSION = "1.0"  # built\n')
  const reason = 'a step writes it'
  const { built, published } = await releaseProject(
    { allowDirty: reason },
    { paths: [], repository: REPO },
    context,
  )
  expect(published.published).toBe(true)
  expect(built.manifest.uncommitted).toEqual({ files: ['src/shelf/__init__.py'], allowed: reason })
  expect(findings).toContain('uncommitted-allowed')
  await expect(buildRelease({ allowDirty: ' ' }, context)).rejects.toMatchObject({
    code: 'allow-dirty-reason',
  })
})

test('a clean tree records nothing, and a plan does not look', async () => {
  const { context, findings, commit } = await setting()
  commit('1.0')
  expect((await buildRelease({}, context)).manifest.uncommitted).toBeUndefined()
  writeFileSync(path.join(context.cwd, 'src/shelf/new.py'), '')
  await planProject({}, context)
  expect(findings).not.toContain('uncommitted-files')
})

test('a manifest that was edited after the build is refused, and an unchanged one is published', async () => {
  const { twin, context, commit } = await setting()
  commit('1.0')
  const built = await buildRelease({ project: '.' }, context)
  const file = path.join(built.folder, built.manifestFile)
  const text = readFileSync(file, 'utf8')
  const edited = JSON.parse(text) as { artifacts: { size: number }[]; sourceDate: number }
  edited.sourceDate += 1
  writeFileSync(file, `${JSON.stringify(edited, undefined, 2)}\n`)
  const options = { paths: [built.folder], repository: REPO, tag: 'refs/tags/v1.0', title: 'One {version}' }
  await expect(publishPaths(options, context)).rejects.toMatchObject({
    kind: 'refused',
    code: 'publish-unverified',
    hint: expect.stringContaining(built.manifestFile) as string,
  })
  expect(twin.releases(REPO)).toEqual([])
  writeFileSync(file, text)
  const published = await publishPaths(options, context)
  expect(published).toMatchObject({ tag: 'v1.0', published: true })
  expect(twin.releases(REPO)).toMatchObject([{ tag: 'v1.0', name: 'One 1.0' }])
})

test('a public release keeps its notes: given ones that differ are reported, the same are not', async () => {
  const { twin, context, findings, commit } = await setting()
  commit('1.0')
  const built = await buildRelease({ project: '.' }, context)
  writeFileSync(path.join(context.cwd, 'notes.md'), 'First <!-- of all\n')
  writeFileSync(path.join(context.cwd, 'other.md'), 'Second\n')
  const options = { paths: [built.folder], repository: REPO, tag: 'v1.0', notes: 'notes.md' }
  await publishPaths(options, context)
  const before = twin.releases(REPO)
  findings.length = 0
  await publishPaths(options, context)
  expect(findings).not.toContain('publish-notes-kept')
  await publishPaths({ ...options, notes: 'other.md' }, context)
  expect(findings.filter((code) => code === 'publish-notes-kept')).toHaveLength(1)
  const preview = await dryRun({ ...options, notes: 'other.md' }, context, true)
  expect(preview.findings.map(({ code }) => code)).toContain('publish-notes-kept')
  expect(twin.releases(REPO)).toEqual(before)
})
