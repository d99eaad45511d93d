import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import { releaseAction } from '../src/action-tags.ts'

let folder = ''
let remote = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'exuvia-tags-'))
  remote = join(folder, 'remote.git')
  for (const who of ['AUTHOR', 'COMMITTER']) {
    vi.stubEnv(`GIT_${who}_NAME`, 'Release')
    vi.stubEnv(`GIT_${who}_EMAIL`, 'release@example.org')
  }
  git(folder, 'init', '--quiet', '--bare', '--initial-branch=main', remote)
  const main = join(folder, 'main')
  git(folder, 'clone', '--quiet', remote, main)
  put(main, '.gitignore', 'dist/\n')
  put(main, 'apps/action/action.yml', 'runs: { using: node24, main: dist/main.js }\n')
  commitAndPush(main, 'First')
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, encoding: 'utf8' }).trim()
}

function put(root: string, path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

function commitAndPush(main: string, message: string): void {
  git(main, 'add', '--all')
  git(main, 'commit', '--quiet', '--message', message)
  git(main, 'push', '--quiet', 'origin', 'HEAD:main')
}

/** A new shallow checkout of main with a bundle, as actions/checkout makes it. */
function checkoutWith(name: string, bundle: string): string {
  const checkout = join(folder, name)
  git(folder, 'clone', '--quiet', '--depth=1', `file://${remote}`, checkout)
  put(checkout, 'apps/action/dist/main.js', bundle)
  return checkout
}

function release(checkout: string, version: string): string {
  return releaseAction({ checkout, version, branch: 'releases/v1', moving: 'v1' })
}

test('both tags contain the bundle, and main does not', { tags: ['git'] }, () => {
  const commit = release(checkoutWith('a', 'one\r\n'), '1.4.0')
  expect(git(remote, 'rev-parse', 'v1', 'v1.4.0', 'releases/v1').split('\n')).toEqual([
    commit,
    commit,
    commit,
  ])
  expect(execFileSync('git', ['show', 'v1:apps/action/dist/main.js'], { cwd: remote }).toString()).toBe(
    'one\r\n',
  )
  expect(git(remote, 'diff', '--name-only', 'main', 'v1')).toBe('apps/action/dist/main.js')
  expect(git(remote, 'rev-parse', 'v1^1')).toBe(git(remote, 'rev-parse', 'main'))
})

test(
  'the next release has the previous one and its commit of main as parents; only v1 moves',
  { tags: ['git'] },
  () => {
    const first = release(checkoutWith('a', 'one'), '1.4.0')
    put(join(folder, 'main'), 'README.md', 'more\n')
    commitAndPush(join(folder, 'main'), 'Second')
    const second = release(checkoutWith('b', 'two'), '1.5.0')
    const main = git(remote, 'rev-parse', 'main')
    expect(git(remote, 'rev-parse', 'v1^1', 'v1^2').split('\n')).toEqual([first, main])
    expect(git(remote, 'rev-parse', 'v1', 'v1.4.0', 'v1.5.0').split('\n')).toEqual([second, first, second])
    expect(git(remote, 'show', 'v1:README.md')).toBe('more')
  },
)

test('a second run of a release changes nothing', { tags: ['git'] }, () => {
  const first = release(checkoutWith('a', 'one'), '1.4.0')
  const before = git(remote, 'for-each-ref')
  expect(release(checkoutWith('b', 'one'), '1.4.0')).toBe(first)
  expect(git(remote, 'for-each-ref')).toBe(before)
})

test('refuses a version whose tag names another build', { tags: ['git'] }, () => {
  release(checkoutWith('a', 'one'), '1.4.0')
  const before = git(remote, 'for-each-ref')
  expect(() => release(checkoutWith('b', 'other'), '1.4.0')).toThrow('v1.4.0 exists and holds another build')
  expect(git(remote, 'for-each-ref')).toBe(before)
})

test('sets no tag without a bundle', { tags: ['git'] }, () => {
  const checkout = checkoutWith('a', 'one')
  rmSync(join(checkout, 'apps/action/dist/main.js'))
  put(checkout, 'apps/action/dist/licenses.txt', '')
  expect(() => release(checkout, '1.4.0')).toThrow('apps/action/dist/main.js is missing')
  expect(git(remote, 'tag')).toBe('')
})
