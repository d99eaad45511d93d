/**
 * Most tests build, and an embedded CPython takes seconds to start.
 *
 * @module-tag slow
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Twin, type TwinOptions, simulatedClock, startTwin } from '@exuvia/github-twin'
import type { Finding } from '@exuvia/model'
import { sharedCache } from '@exuvia/test-needs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import {
  type PublishPathsOptions,
  type RunContext,
  buildRelease,
  dryRun,
  previousRelease,
  publishPaths,
  releaseProject,
} from '../../src/index.ts'

const REPO = 'octocat/hello'
const NOTES_OPERATION = 'repos/generate-release-notes'
let built = ''

function projectFiles(version: string): Readonly<Record<string, string>> {
  return {
    'pyproject.toml': `[project]\nname = "shelf"\nversion = "${version}"\nlicense = "MIT"\n[tool.exuvia]\ntargets = ["cp312"]\npolicy.source-twin = "always"\n`,
    'src/shelf/__init__.py': `VERSION = "${version}"\n${version === '1.1.0' ? '' : 'MORE = 7\n'}`,
  }
}

function write(folder: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
}

interface Setting {
  readonly twin: Twin
  readonly cwd: string
  readonly context: RunContext
  readonly findings: Finding[]
}

function contextFor(cwd: string, env: NodeJS.ProcessEnv, findings: Finding[] = []): RunContext {
  return {
    cwd,
    env: {
      ...process.env,
      SOURCE_DATE_EPOCH: '1700000000',
      EXUVIA_CACHE_DIR: sharedCache(),
      ...env,
    },
    signal: new AbortController().signal,
    progress: (event) => {
      if (event.kind === 'finding') findings.push(event.finding)
    },
  }
}

/** A GitHub server, and a project with two built releases beside it: dist-1.1.0 and dist-1.2.0. */
async function setting(
  files: Readonly<Record<string, string | Buffer>> = {},
  options: Pick<TwinOptions, 'clock'> = {},
): Promise<Setting> {
  const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia notes '))
  const twin = await startTwin(options)
  onTestFinished(async () => {
    rmSync(cwd, { recursive: true, force: true })
    await twin.close()
  })
  cpSync(built, cwd, { recursive: true })
  write(cwd, files)
  const findings: Finding[] = []
  const env = { GITHUB_API_URL: twin.url, GITHUB_TOKEN: twin.token, GITHUB_REPOSITORY: REPO }
  return { twin, cwd, context: { ...contextFor(cwd, env, findings), ...options }, findings }
}

function publish(
  { context }: Setting,
  version: string,
  more: Partial<PublishPathsOptions> = {},
): ReturnType<typeof publishPaths> {
  return publishPaths({ paths: [`dist-${version}`], ...more }, context)
}

function bodyOf({ twin }: Setting, tag: string): string {
  return twin.releases(REPO).find((release) => release.tag === tag)?.body ?? ''
}

const generations = ({ twin }: Setting): number =>
  twin.requests.filter(({ operation }) => operation === NOTES_OPERATION).length
const writes = ({ twin }: Setting): number =>
  twin.requests.filter(({ method }) => !['GET', 'HEAD'].includes(method)).length
const codes = (findings: readonly Finding[]): string[] => findings.map(({ code }) => code)

beforeAll(async () => {
  built = mkdtempSync(path.join(tmpdir(), 'exuvia built '))
  for (const version of ['1.1.0', '1.2.0']) {
    write(built, projectFiles(version))
    await buildRelease({ out: `dist-${version}` }, contextFor(built, {}))
  }
  rmSync(path.join(built, '.cache'), { recursive: true, force: true })
})

afterAll(() => rmSync(built, { recursive: true, force: true }))

const CHANGELOG = `# Changelog

## [1.2.0] - 2026-01-31

- New shelves, by @octocat. See [the guide].

## [1.1.0] - 2026-01-01

- Old shelves.

[the guide]: https://example.org/guide
[1.2.0]: https://example.org/1.2.0
`

describe('the notes of a release', () => {
  test('are the section of its version, the sizes since the last release, and how to check it', async () => {
    const here = await setting({ 'CHANGELOG.md': CHANGELOG })
    await publish(here, '1.1.0', { notes: 'changelog' })
    expect(codes(here.findings)).toEqual(['previous-none'])
    await publish(here, '1.2.0', { notes: 'changelog' })
    const body = bodyOf(here, 'v1.2.0')
    expect(
      body.startsWith(
        '- New shelves, by @octocat. See [the guide].\n\n[the guide]: https://example.org/guide\n\n',
      ),
    ).toBe(true)
    expect(body).toContain('### Sizes')
    expect(body).toContain('### Since 1.1.0')
    const sums = /\b[0-9a-f]{64}\b/.exec(body.slice(body.indexOf('SHA-256 of `SHA256SUMS`')))?.[0]
    const asset = here.twin
      .releases(REPO)
      .at(-1)
      ?.assets.find(({ name }) => name === 'SHA256SUMS')
    expect(sums).toBe(asset?.sha256)
    expect(body).toContain(
      '```sh\nexuvia verify octocat/hello@v1.2.0\nsha256sum --check --ignore-missing SHA256SUMS\n```',
    )
    expect(body).toContain('/releases/download/v1.2.0/shelf-1.2.0-source.tar.gz>)')
    expect(bodyOf(here, 'v1.1.0')).not.toContain('### Since')
  })

  test('have full addresses as links, wherever their file is', async () => {
    const here = await setting({
      '.git/HEAD': '',
      'docs/CHANGELOG.md': '## 1.2.0\n\n[guide](guide.md) ![shelf](/img/shelf.png)\n',
      'docs/guide.md': '',
    })
    await publish(here, '1.2.0', { notes: 'changelog' })
    const page = `${here.twin.url}/octocat/hello`.replace('/api/v3', '')
    expect(bodyOf(here, 'v1.2.0').split('\n')[0]).toBe(
      `[guide](${page}/blob/v1.2.0/docs/guide.md) ![shelf](${page}/raw/v1.2.0/img/shelf.png)`,
    )
    const before = here.twin.requests.length
    expect((await publish(here, '1.2.0', { notes: 'changelog' })).changed).toBe(false)
    expect(here.twin.requests.slice(before).filter(({ method }) => method === 'PATCH')).toEqual([])
  })

  test('a second publish changes nothing, even if the changelog has changed', async () => {
    const here = await setting({ 'CHANGELOG.md': CHANGELOG })
    await publish(here, '1.2.0', { notes: 'changelog' })
    const body = bodyOf(here, 'v1.2.0')
    const before = writes(here)
    write(here.cwd, { 'CHANGELOG.md': CHANGELOG.replace('New', 'Other') })
    expect((await publish(here, '1.2.0', { notes: 'changelog' })).changed).toBe(false)
    expect(writes(here)).toBe(before)
    expect(bodyOf(here, 'v1.2.0')).toBe(body)
  })

  test('a missing section stops a release before its build', async () => {
    const here = await setting({ 'CHANGELOG.md': '## 1.1.0\n\n- old\n' })
    const run = releaseProject({ out: 'fresh' }, { paths: [], notes: 'changelog' }, here.context)
    await expect(run).rejects.toMatchObject({ code: 'changelog-no-section', kind: 'usage' })
    expect(() => readFileSync(path.join(here.cwd, 'fresh'))).toThrow(/ENOENT/)
    expect(writes(here)).toBe(0)
  })

  test('are found in docs/, in reStructuredText, and a finding reports text without a Markdown form', async () => {
    const here = await setting({
      'docs/changes.rst':
        'Changes\n=======\n\nVersion 1.2.0\n-------------\n\n* ``x`` is new :pr:`3`\n\n.. raw:: html\n',
    })
    await publish(here, '1.2.0', { notes: 'changelog' })
    expect(bodyOf(here, 'v1.2.0').startsWith('- `x` is new #3\n\n```rst\n.. raw:: html\n```\n\n')).toBe(true)
    expect(here.findings).toContainEqual({
      code: 'notes-markup-kept',
      severity: 'warning',
      subject: { path: 'docs/changes.rst', line: 4 },
      args: { lines: ['9'] },
    })
  })

  test('are the pending changesets, also of a folder above', async () => {
    const here = await setting({
      'app/pyproject.toml': projectFiles('1.2.0')['pyproject.toml'] ?? '',
      '.changeset/README.md': '# Changesets',
      '.changeset/config.json': '{}',
      '.changeset/calm-tides.md': '---\nshelf: minor\n---\n\nNew shelves\n',
      '.changeset/taken.md': '---\nshelf: major\n---\n\nIn a prerelease\n',
      '.changeset/pre.json': '{"mode":"pre","tag":"next","changesets":["taken"]}',
    })
    await publish(here, '1.2.0', { project: 'app', notes: 'changesets' })
    expect(
      bodyOf(here, 'v1.2.0').startsWith('### Minor changes\n\n- New shelves\n\n<!-- exuvia:report -->'),
    ).toBe(true)
  })

  test.each([
    ['changesets', 'no-changesets'],
    ['changelog', 'no-changelog'],
    ['changelog:NOTES.md', 'no-such-file'],
    ['chnagelog', 'notes-not-found'],
    ['', 'bad-notes'],
    ['changelog:', 'bad-notes'],
    ['src', 'notes-folder'],
    ['latin1.md', 'notes-not-text'],
    ['short.md', 'notes-too-many-lines'],
  ])('--notes %j, which gives none, is an error: %s', async (notes, code) => {
    const short = '- a\n'.repeat(10_001)
    const here = await setting({ 'latin1.md': Buffer.from([0xe4, 0x0a]), 'short.md': short })
    await expect(publish(here, '1.2.0', { notes })).rejects.toMatchObject({ kind: 'usage', code })
    expect(here.twin.requests).toEqual([])
  })

  test('a file is used whole; a finding reports a whole changelog', async () => {
    const here = await setting({ 'CHANGELOG.md': CHANGELOG, changelog: 'by hand\n' })
    const preview = await dryRun({ paths: ['dist-1.2.0'], notes: './changelog' }, here.context)
    expect(preview.notes.startsWith('by hand\n\n')).toBe(true)
    expect(codes(here.findings)).toEqual([])
    await dryRun({ paths: ['dist-1.2.0'], notes: 'CHANGELOG.md' }, here.context)
    expect(codes(here.findings)).toEqual(['notes-many-versions'])
  })

  test('that a person wrote into a draft stay if no others are given', async () => {
    // The publisher looks at a new draft for 15 seconds, because GitHub's lists lag.
    const here = await setting({}, { clock: simulatedClock() })
    await request(here, 'POST', '/releases', { tag_name: 'v1.2.0', draft: true, body: 'Written by hand.' })
    await publish(here, '1.2.0')
    expect(bodyOf(here, 'v1.2.0').startsWith('Written by hand.\n\n<!-- exuvia:report -->')).toBe(true)
  })

  test('go after those that a person wrote with --append-notes, once', async () => {
    const here = await setting({ 'CHANGELOG.md': CHANGELOG }, { clock: simulatedClock() })
    await request(here, 'POST', '/releases', { tag_name: 'v1.2.0', draft: true, body: 'Written by hand.' })
    const options = { notes: 'changelog', appendNotes: true }
    await publish(here, '1.2.0', { ...options, draft: true })
    const body = bodyOf(here, 'v1.2.0')
    expect(body.startsWith('Written by hand.\n\n- New shelves, by @octocat.')).toBe(true)
    await publish(here, '1.2.0', { ...options, draft: true })
    expect(bodyOf(here, 'v1.2.0')).toBe(body)
  })

  test('a preview says what would happen to each file, and changes nothing', async () => {
    const here = await setting()
    const options = { paths: ['dist-1.2.0'] }
    const actions = async (): Promise<unknown> => {
      const { remote, passed } = await dryRun(options, here.context, true)
      return [passed, remote?.release, ...new Set(remote?.assets.map(({ action }) => action))]
    }
    expect(await actions()).toEqual([true, 'none', 'upload'])
    expect(writes(here)).toBe(0)
    await publish(here, '1.2.0')
    expect(await actions()).toEqual([true, 'published', 'keep'])
    const before = writes(here)
    write(here.cwd, { 'other/SHA256SUMS': 'other bytes\n' })
    const other = { paths: ['other/SHA256SUMS'], tag: 'v1.2.0' }
    const refused = await dryRun(other, here.context, true)
    expect(refused).toMatchObject({ passed: false, remote: { assets: [{ action: 'refuse' }] } })
    expect(codes(refused.findings)).toContain('publish-asset-differs')
    const replaced = await dryRun({ ...other, replace: true }, here.context, true)
    expect(replaced).toMatchObject({ passed: true })
    expect(replaced.remote?.assets.map(({ action }) => action)).toContain('replace')
    expect(writes(here)).toBe(before)
  })

  test('are cut to the limit, and a finding reports it', async () => {
    const items = Array.from({ length: 5000 }, (_, index) => `- item ${index} of a long release`).join('\n')
    const here = await setting({ 'CHANGELOG.md': `## 1.2.0\n\n${items}\n`, '.git/HEAD': '' })
    await publish(here, '1.2.0', { notes: 'changelog' })
    const body = bodyOf(here, 'v1.2.0')
    expect(body.length).toBeLessThanOrEqual(125_000)
    expect(body.length).toBeGreaterThan(120_000)
    expect(body).toContain('/octocat/hello/blob/v1.2.0/CHANGELOG.md>)')
    expect(body).toContain('/releases/download/v1.2.0/shelf-1.2.0.manifest.json>)')
    expect(body).not.toContain('| Target |')
    expect(body).toContain('### Check your download')
    expect(codes(here.findings)).toEqual(expect.arrayContaining(['notes-shortened', 'notes-cut']))
  })
})

describe("GitHub's generated notes", () => {
  test('begin after the previous release among tags of the same form', async () => {
    const here = await setting()
    for (const tag of ['v1.0.0', 'v2.0.0', 'v1.3.0rc1', 'other-v1.1.0', 'v1.1.0']) {
      await request(here, 'POST', '/releases', { tag_name: tag })
    }
    await request(here, 'POST', '/releases', { tag_name: 'v1.1.5', draft: true })
    await publish(here, '1.2.0', { notes: 'generated' })
    expect(bodyOf(here, 'v1.2.0')).toMatch(
      /^\*\*Full Changelog\*\*: \S+\/octocat\/hello\/compare\/v1\.1\.0\.\.\.v1\.2\.0\n\n<!-- /,
    )
  })

  test('are generated once, and not again for a draft or a public release', async () => {
    const here = await setting()
    await publish(here, '1.2.0', { notes: 'generated', draft: true })
    const draft = bodyOf(here, 'v1.2.0')
    const before = writes(here)
    await request(here, 'POST', '/releases', { tag_name: 'v1.1.9' })
    expect((await publish(here, '1.2.0', { notes: 'generated', draft: true })).changed).toBe(false)
    expect(writes(here)).toBe(before + 1)
    expect(bodyOf(here, 'v1.2.0')).toBe(draft)
    await publish(here, '1.2.0', { notes: 'generated' })
    const published = bodyOf(here, 'v1.2.0')
    expect(published.trimEnd()).toBe(draft.replace(/\n*<!-- exuvia:draft .*$/, ''))
    await publish(here, '1.2.0', { notes: 'generated' })
    await publish(here, '1.2.0', { notes: 'generated', replace: true })
    expect(bodyOf(here, 'v1.2.0')).toBe(published)
    expect(generations(here)).toBe(1)
  })

  test('are generated again if a moving release gets another build, but not for the same build', async () => {
    const here = await setting()
    await request(here, 'POST', '/releases', { tag_name: 'v1.0.0' })
    const nightly = { tag: 'nightly', notes: 'generated', replace: true, prerelease: true }
    await publish(here, '1.1.0', nightly)
    await publish(here, '1.2.0', nightly)
    expect(generations(here)).toBe(2)
    const before = writes(here)
    expect((await publish(here, '1.2.0', nightly)).changed).toBe(false)
    expect(generations(here)).toBe(2)
    expect(writes(here)).toBe(before)
    expect(bodyOf(here, 'nightly').match(/Full Changelog/g)).toHaveLength(1)
  })

  test('a finding reports that no earlier release is known', async () => {
    const here = await setting()
    await publish(here, '1.2.0', { notes: 'generated' })
    expect(codes(here.findings)).toContain('notes-since-unknown')
    expect(bodyOf(here, 'v1.2.0')).toContain('/octocat/hello/commits/v1.2.0')
  })

  test('a dry run shows a placeholder for them, without a request', async () => {
    const here = await setting()
    const preview = await dryRun({ paths: ['dist-1.2.0'], notes: 'generated' }, here.context)
    expect(preview.generated).toBe(true)
    expect(preview.notes.startsWith('<!-- exuvia:report -->')).toBe(true)
    expect(here.twin.requests).toEqual([])
  })
})

describe('the previous release', () => {
  test('is the latest with a manifest of the same distribution', async () => {
    const here = await setting()
    await publish(here, '1.1.0')
    await request(here, 'POST', '/releases', { tag_name: 'v1.1.1' })
    const found = await previousRelease({ name: 'Shelf', version: '1.2.0' }, here.context)
    expect(found).toMatchObject({ tag: 'v1.1.0', manifest: { name: 'shelf', version: '1.1.0' } })
    expect(await previousRelease({ name: 'other', version: '1.2.0' }, here.context)).toBeUndefined()
    expect(await previousRelease({ name: 'shelf', version: '1.0.9' }, here.context)).toBeUndefined()
    expect(
      await previousRelease({ name: 'shelf', version: '1.1.0', tag: 'v1.1.0' }, here.context),
    ).toBeUndefined()
  })

  test('is read without a token', async () => {
    const here = await setting()
    await publish(here, '1.1.0')
    const { GITHUB_TOKEN: _, ...env } = here.context.env
    const found = await previousRelease({ name: 'shelf' }, { ...here.context, env })
    expect(found?.tag).toBe('v1.1.0')
  })

  test.each([
    ['is not JSON', Buffer.from('not json')],
    ['is of another form', Buffer.from('{"schema":"exuvia.manifest/9"}')],
  ])('whose manifest %s is reported and does not stop publishing', async (_, bytes) => {
    const here = await setting()
    await request(here, 'POST', '/releases', { tag_name: 'v1.1.0' })
    await upload(here, 'v1.1.0', 'shelf-1.1.0.manifest.json', bytes)
    await publish(here, '1.2.0')
    expect(codes(here.findings)).toEqual(['previous-unreadable'])
    expect(here.findings[0]?.args['reason']).toMatch(/^shelf-1\.1\.0\.manifest\.json (?:is|has) /)
    expect(bodyOf(here, 'v1.2.0')).not.toContain('### Since')
  })

  test('is found beside manifests of other distributions, whatever they contain', async () => {
    const here = await setting()
    await publish(here, '1.1.0')
    for (const name of ['extension.manifest.json', 'shelf_tools-9.manifest.json']) {
      await upload(here, 'v1.1.0', name, Buffer.from('not json'))
    }
    expect((await previousRelease({ name: 'shelf' }, here.context))?.tag).toBe('v1.1.0')
    expect(codes(here.findings)).not.toContain('previous-unreadable')
  })

  test('that cannot be listed is reported and does not stop publishing', async () => {
    const here = await setting()
    here.twin.faults.add({
      when: { operation: 'repos/list-releases' },
      fault: { kind: 'status', status: 404 },
      times: 99,
    })
    expect(await previousRelease({ name: 'shelf' }, here.context)).toBeUndefined()
    expect(codes(here.findings)).toEqual(['previous-unreadable'])
  })
})

/** Uploads another user's file to a release. */
async function upload({ twin }: Setting, tag: string, name: string, bytes: Buffer): Promise<void> {
  const headers = { authorization: `token ${twin.token}`, 'content-type': 'application/json' }
  const found = await fetch(`${twin.url}/repos/${REPO}/releases/tags/${tag}`, { headers })
  const { upload_url: address } = (await found.json()) as { upload_url: string }
  const url = `${address.replace(/\{.*$/, '')}?name=${name}`
  expect((await fetch(url, { method: 'POST', headers, body: bytes })).status).toBe(201)
}

async function request(
  { twin }: Setting,
  method: string,
  where: string,
  body: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(`${twin.url}/repos/${REPO}${where}`, {
    method,
    headers: { authorization: `token ${twin.token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(201)
  return (await response.json()) as Record<string, unknown>
}
