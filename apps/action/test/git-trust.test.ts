import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { trustingCheckout } from '../src/git-trust.ts'
import { makeCheckout, runAction } from './action.ts'

/** As git's own tests make it: the files are another user's, as in a container. */
const FOREIGN = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' }

test("a job in a container knows the commit, though the checkout is another user's", async () => {
  const checkout = makeCheckout()
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args], {
      cwd: checkout.workspace,
      encoding: 'utf8',
    }).trim()
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'x')
  const step = await runAction(checkout, {}, FOREIGN)
  expect(step.status, step.stdout).toBe(0)
  expect(step.stdout).not.toContain('git-refuses')
  const manifest = JSON.parse(readFileSync(step.outputs.get('manifest') ?? '', 'utf8')) as { commit: string }
  expect(manifest.commit).toBe(git('rev-parse', 'HEAD'))
})

test('the folders from the workspace to the project are trusted, besides what git was told before', () => {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'exuvia-trust-')))
  const project = join(workspace, 'checkout/service')
  mkdirSync(project, { recursive: true })
  const before = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'core.quotePath', GIT_CONFIG_VALUE_0: 'false' }
  expect(trustingCheckout(before, workspace, project)).toEqual({
    ...before,
    GIT_CONFIG_COUNT: '4',
    GIT_CONFIG_KEY_1: 'safe.directory',
    GIT_CONFIG_VALUE_1: workspace,
    GIT_CONFIG_KEY_2: 'safe.directory',
    GIT_CONFIG_VALUE_2: join(workspace, 'checkout'),
    GIT_CONFIG_KEY_3: 'safe.directory',
    GIT_CONFIG_VALUE_3: project,
  })
  expect(trustingCheckout({}, workspace, tmpdir())).toEqual({ GIT_CONFIG_COUNT: '0' })
})
