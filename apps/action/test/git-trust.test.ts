/**
 * Each test starts the Action's bundle, some of them many times.
 *
 * @module-tag slow
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test } from 'vitest'

import { trustingCheckout } from '../src/git-trust.ts'
import { makeCheckout, runAction } from './action.ts'

/** A git that believes, as in a container, that the files are another user's: as git's own tests make it. */
function foreignGit(): string {
  const bin = mkdtempSync(join(tmpdir(), 'exuvia-git-'))
  onTestFinished(() => rmSync(bin, { recursive: true, force: true }))
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
  const text = `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec ${real} "$@"\n`
  writeFileSync(join(bin, 'git'), text, { mode: 0o755 })
  return bin
}

test(
  "a job in a container knows the commit, though the checkout is another user's",
  { tags: ['git'] },
  async () => {
    const checkout = makeCheckout()
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
        cwd: checkout.workspace,
        encoding: 'utf8',
      }).trim()
    git('init', '--quiet')
    git('add', '.')
    git('commit', '--quiet', '--message', 'x')
    const step = await runAction(checkout, {}, { PATH: `${foreignGit()}:${process.env['PATH']}` })
    expect(step.status, step.stdout).toBe(0)
    expect(step.stdout).not.toContain('git-refuses')
    const manifest = JSON.parse(readFileSync(step.outputs.get('manifest') ?? '', 'utf8')) as {
      commit: string
    }
    expect(manifest.commit).toBe(git('rev-parse', 'HEAD'))
  },
)

test('only the folder that contains .git becomes trusted, besides the folders of earlier settings', () => {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'exuvia-trust-')))
  onTestFinished(() => rmSync(workspace, { recursive: true, force: true }))
  const project = join(workspace, 'checkout/services/one')
  mkdirSync(project, { recursive: true })
  expect(trustingCheckout({}, workspace, project)).toEqual({})
  mkdirSync(join(workspace, 'checkout/.git'))
  const before = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.quotePath', GIT_CONFIG_VALUE_0: 'false' }
  expect(trustingCheckout(before, workspace, project)).toEqual({
    ...before,
    GIT_CONFIG_COUNT: '2',
    GIT_CONFIG_KEY_1: 'safe.directory',
    GIT_CONFIG_VALUE_1: join(workspace, 'checkout'),
  })
  // What lies outside of the workspace is not the checkout's.
  expect(trustingCheckout({}, join(workspace, 'elsewhere'), project)).toEqual({})
  expect(trustingCheckout({}, project, workspace)).toEqual({})
})
