import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sampleOf } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import { findRepository, listIgnored, readCommit, tagsAtHead } from '../src/git.ts'
import { askAll, repository } from './git-support.ts'
import { ENV, addFiles, cleanUp, git, makeProject } from './helpers.ts'

const run = promisify(execFile)
cleanUp()

/** Every third case; all of them at night. */
const some = <T>(cases: T[]): T[] =>
  sampleOf(
    cases,
    cases.filter((_, index) => index % 3 === 0),
  )

describe('settings of the user or the caller change no answer', { tags: ['git'] }, () => {
  test.each(
    some([
      ['log', 'showSignature', 'true'],
      ['log', 'date', 'relative'],
      ['log', 'decorate', 'full'],
      ['log', 'mailmap', 'true'],
      ['format', 'pretty', 'raw'],
      ['column', 'ui', 'always'],
      ['column', 'tag', 'always'],
      ['color', 'ui', 'always'],
      ['core', 'quotePath', 'true'],
      ['core', 'abbrev', '4'],
      ['core', 'warnAmbiguousRefs', 'false'],
      ['core', 'excludesFile', 'ignored'],
      ['core', 'ignoreCase', 'true'],
      ['tag', 'sort', '-refname'],
      ['tag', 'gpgSign', 'true'],
      ['status', 'short', 'true'],
      ['status', 'branch', 'true'],
      ['status', 'showUntrackedFiles', 'no'],
      ['advice', 'statusHints', 'true'],
      ['submodule', 'recurse', 'true'],
      ['i18n', 'logOutputEncoding', 'UTF-16'],
      ['alias', 'rev-parse', 'status'],
      ['pager', 'log', 'true'],
      ['trace2', 'normalTarget', '1'],
      ['safe', 'directory', '/elsewhere'],
    ]),
  )('%s.%s = %s', async (section, key, value) => {
    const root = await repository()
    const expected = await askAll(root)
    const home = await makeProject({ ignored: '*.py\n', config: `[${section}]\n\t${key} = ${value}\n` })
    const text = value === 'ignored' ? join(home, value) : value
    await writeFile(join(home, 'config'), `[${section}]\n\t${key} = ${text}\n`)
    expect(await askAll(root, { ...ENV, GIT_CONFIG_GLOBAL: join(home, 'config') })).toEqual(expected)
    await addFiles(home, { '.gitconfig': `[${section}]\n\t${key} = ${text}\n` })
    const { GIT_CONFIG_GLOBAL: _, ...env } = ENV
    expect(await askAll(root, { ...env, HOME: home })).toEqual(expected)
  })

  test.each(
    some([
      ['GIT_DIR', '/nowhere'],
      ['GIT_WORK_TREE', '/'],
      ['GIT_INDEX_FILE', '/nowhere'],
      ['GIT_OBJECT_DIRECTORY', '/nowhere'],
      ['GIT_COMMON_DIR', '/nowhere'],
      ['GIT_NAMESPACE', 'x'],
      ['GIT_CEILING_DIRECTORIES', '/'],
      ['GIT_CONFIG_PARAMETERS', "'core.bare'='true'"],
      ['GIT_CONFIG', '/nowhere'],
      ['GIT_TRACE', '1'],
      ['GIT_TRACE2', '1'],
      ['GIT_EXTERNAL_DIFF', 'false'],
      ['GIT_PAGER', 'false'],
      ['GIT_LITERAL_PATHSPECS', '0'],
      ['GIT_ICASE_PATHSPECS', '1'],
      ['LC_ALL', 'de_DE.UTF-8'],
      ['LANGUAGE', 'de'],
    ]),
  )('%s=%s', async (name, value) => {
    const root = await repository()
    const expected = await askAll(root)
    expect(await askAll(root, { ...ENV, [name]: value })).toEqual(expected)
  })

  test('of GIT_CONFIG_COUNT, only the trusted folders apply', async () => {
    const root = await repository()
    const settings = {
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'core.bare',
      GIT_CONFIG_VALUE_0: 'true',
      GIT_CONFIG_KEY_1: 'safe.directory',
      GIT_CONFIG_VALUE_1: root,
    }
    expect(await askAll(root, { ...ENV, ...settings })).toEqual(await askAll(root))
  })

  test('variables that git inherits', async () => {
    const root = await repository()
    const env = Object.assign(Object.create({ GIT_DIR: '/nowhere' }) as NodeJS.ProcessEnv, ENV)
    expect(await askAll(root, env)).toEqual(await askAll(root))
  })
})

test('a SHA-256 repository gives commit, time, tags and files', { tags: ['git'] }, async () => {
  const root = await repository('--object-format=sha256')
  expect(await askAll(root)).toMatchObject({
    commit: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    commitTime: 1_700_000_000,
    tags: ['nightly', 'v1.0'],
  })
  await addFiles(root, { 'a.py': 'a = 2\n' })
  expect(await tagsAtHead(root, { env: ENV })).toEqual([])
})

test('a commit that refs/replace replaces is reported unreplaced', { tags: ['git'] }, async () => {
  const root = await repository()
  const expected = await readCommit(root, { env: ENV })
  const { stdout } = await run('git', ['-C', root, 'commit-tree', '-m', 'other', 'HEAD^{tree}'], {
    env: { ...ENV, GIT_COMMITTER_DATE: '1000000000 +0000' },
  })
  await git(root, 'replace', 'HEAD', stdout.trim())
  expect(await readCommit(root, { env: ENV })).toEqual(expected)
})

test.each([
  ['core.bare = true', '[core]\n\tbare = true\n'],
  ['a format that this git does not know', '[core]\n\trepositoryFormatVersion = 9\n'],
  ['a line that is no setting', '}{\n'],
])('a repository with %s is reported as unreadable for git', { tags: ['git'] }, async (_, text) => {
  const root = await repository()
  await writeFile(join(root, '.git/config'), text, { flag: 'a' })
  const place = await findRepository(root, { env: ENV })
  const { refusal } = await listIgnored(root, place, { names: [], paths: [] }, { env: ENV })
  expect(refusal).toBeDefined()
  expect(await tagsAtHead(root, { env: ENV })).toEqual([])
})
