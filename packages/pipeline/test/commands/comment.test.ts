import { mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Twin, startTwin } from '@exuvia/github-twin'
import { type ReleaseManifest, finding } from '@exuvia/model'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { type PullEvent, type RunContext, commentOnPull, writeCommentData } from '../../src/index.ts'

const REPOSITORY = 'octocat/hello'
const HEAD = 'a'.repeat(40)
const EVENT: PullEvent = { head: HEAD, headRepository: 'contributor/hello', pull: undefined }

function manifestOf(version: string, size: number): ReleaseManifest {
  const sizes = { source: 300, bytecode: 200, unpacked: 500, compressed: size }
  return {
    schema: 'exuvia.manifest/1',
    name: 'harbour',
    version,
    sourceDate: 0,
    compilers: [],
    decisions: [],
    artifacts: [
      {
        kind: 'application',
        file: `harbour-${version}-cp312-any.tar.gz`,
        target: 'cp312-any',
        size,
        sha256: '1'.repeat(64),
        sizes,
        files: [],
      },
    ],
  }
}

let twin: Twin
let context: RunContext

beforeEach(async () => {
  twin = await startTwin({
    tokens: [{ token: 'ghs_comments', right: 'read', pulls: 'write' }],
    repositories: [
      {
        name: REPOSITORY,
        pulls: [
          { number: 7, head: HEAD, headRepository: 'contributor/hello' },
          { number: 8, head: 'b'.repeat(40), headRepository: 'somebody/hello' },
          { number: 9, head: HEAD, headRepository: 'somebody/hello' },
        ],
      },
    ],
  })
  const cwd = mkdtempSync(path.join(tmpdir(), 'exuvia comment '))
  onTestFinished(async () => {
    rmSync(cwd, { recursive: true, force: true })
    await twin.close()
  })
  context = {
    cwd,
    env: { GITHUB_TOKEN: 'ghs_comments', GITHUB_API_URL: twin.url },
    signal: new AbortController().signal,
    progress: () => undefined,
  }
  await write(7)
})

async function write(pull: number, size = 1500): Promise<void> {
  const findings = [finding('file-skipped', 'note', { path: 'x' }, { reason: 'a link' })]
  await writeCommentData(
    'data.json',
    { manifest: manifestOf('1.1', size), findings, pull, head: HEAD },
    context,
  )
}

function previous(name: string): Promise<ReleaseManifest | undefined> {
  return Promise.resolve(name === 'harbour' ? manifestOf('1.0', 1000) : undefined)
}

function comment(event: PullEvent = EVENT, project = '.'): ReturnType<typeof commentOnPull> {
  return commentOnPull({ data: 'data.json', repository: REPOSITORY, event, project, previous }, context)
}

test('one comment shows the sizes of a pull request and their change', async () => {
  expect(await comment()).toMatchObject({ state: 'created', pull: 7 })
  await write(7, 2000)
  expect(await comment()).toMatchObject({ state: 'changed', pull: 7 })
  expect(await comment()).toMatchObject({ state: 'kept', pull: 7 })
  const [only, ...more] = twin.comments(REPOSITORY, 7)
  expect(more).toEqual([])
  expect(only?.body).toContain('+1.0 kB (+100 %)')
  expect(only?.body).toContain('Findings: 1 note.')
})

test('each project of a repository has its own comment', async () => {
  await comment(EVENT, 'services/one')
  await comment(EVENT, 'services/two')
  for (const same of ['./services/one/../one', 'services/one/', './services/one/']) {
    expect(await comment(EVENT, same)).toMatchObject({ state: 'kept' })
  }
  expect(twin.comments(REPOSITORY, 7)).toHaveLength(2)
})

test.each([
  ['another commit of the same fork', { ...EVENT, head: 'c'.repeat(40) }, 7],
  ['a pull request of somebody else', EVENT, 8],
  ['a pull request of somebody else with the same commit', EVENT, 9],
  ['a pull request that does not exist', EVENT, 10],
  ['another pull request than the event names', { ...EVENT, pull: 8 }, 7],
])('data that name %s are refused, and nothing is posted', async (_, event, pull) => {
  await write(pull)
  await expect(comment(event)).rejects.toMatchObject({ kind: 'refused', code: 'comment-data-foreign' })
  for (const number of [7, 8, 9]) expect(twin.comments(REPOSITORY, number)).toEqual([])
})

test('figures of an older commit do not overwrite newer ones', async () => {
  await comment()
  const before = twin.comments(REPOSITORY, 7)
  twin.push(REPOSITORY, 7, 'd'.repeat(40))
  await write(7, 5000)
  expect(await comment()).toEqual({ state: 'outdated', pull: 7, url: undefined })
  expect(twin.comments(REPOSITORY, 7)).toEqual(before)
})

test.each([
  ['Markdown', 'comment-data-invalid', '# Hello @octocat'],
  ['more than a mebibyte', 'comment-data-too-large', `${' '.repeat(1024 * 1024)}{}`],
  ['another version', 'comment-data-invalid', '{"schema":"exuvia.comment/2"}'],
])('data that are %s are refused', async (_, code, text) => {
  writeFileSync(path.join(context.cwd, 'data.json'), text)
  await expect(comment()).rejects.toMatchObject({ kind: 'refused', code })
  expect(twin.requests).toEqual([])
})

test('a link instead of the data is not followed', async () => {
  const file = path.join(context.cwd, 'data.json')
  renameSync(file, `${file}.elsewhere`)
  symlinkSync(`${file}.elsewhere`, file)
  await expect(comment()).rejects.toMatchObject({ kind: 'refused', code: 'comment-data-not-a-file' })
  rmSync(file)
  symlinkSync('/dev/zero', file)
  await expect(comment()).rejects.toMatchObject({ kind: 'refused', code: 'comment-data-not-a-file' })
  expect(twin.requests).toEqual([])
})

test('the folder for the data is created if it is missing', async () => {
  const about = { manifest: manifestOf('1.1', 1500), findings: [], pull: 7, head: HEAD }
  await writeCommentData('made/for/data.json', about, context)
  expect(readFileSync(path.join(context.cwd, 'made/for/data.json'), 'utf8')).toContain('exuvia.comment/1')
})

test('the data contain figures and names, and no content of the build', () => {
  const data = JSON.parse(readFileSync(path.join(context.cwd, 'data.json'), 'utf8')) as object
  expect(Object.keys(data)).toEqual(['schema', 'pull', 'head', 'sizes', 'findings'])
})
