/**
 * Each test starts the Action's bundle, some of them many times.
 *
 * @module-tag slow
 */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { type Twin, startTwin } from '@exuvia/github-twin'
import { afterEach, beforeEach, expect, test } from 'vitest'

import { type StepResult, makeCheckout, runAction } from './action.ts'

const TOKEN = 'ghs_nightly'
// As in examples/workflows/nightly.yml.
const INPUTS = {
  command: 'release',
  tag: 'nightly',
  prerelease: 'true',
  latest: 'false',
  replace: 'true',
  token: TOKEN,
}

let twin: Twin

beforeEach(async () => {
  twin = await startTwin({ tokens: [{ token: TOKEN }] })
})

afterEach(async () => {
  await twin.close()
})

function git(workspace: string, ...args: string[]): string {
  const who = ['-c', 'user.name=Nightly', '-c', 'user.email=nightly@example.org']
  return execFileSync('git', [...who, ...args], { cwd: workspace, encoding: 'utf8' }).trim()
}

function commit(workspace: string): string {
  git(workspace, 'add', '--all')
  git(workspace, 'commit', '--quiet', '--message', 'A day')
  return git(workspace, 'rev-parse', 'HEAD')
}

test(
  'every night the same prerelease gets the newest build, and its tag moves to it',
  { tags: ['git'] },
  async () => {
    const { workspace, cache } = makeCheckout()
    const night = (): Promise<StepResult> =>
      runAction({ workspace, cache }, INPUTS, { GITHUB_API_URL: twin.url, GITHUB_EVENT_NAME: 'schedule' })
    git(workspace, 'init', '--quiet')
    const first = commit(workspace)
    const one = await night()
    expect(one.status, one.stdout).toBe(0)
    expect(twin.tags('octocat/hello').get('nightly')).toBe(first)
    const before = twin.releases('octocat/hello')[0]?.assets.map(({ sha256 }) => sha256) ?? []

    writeFileSync(join(workspace, 'service/src/harbour/cli.py'), 'def main():\n    print("tonight")\n')
    const second = commit(workspace)
    const two = await night()
    expect(two.status, two.stdout).toBe(0)
    const [release, ...others] = twin.releases('octocat/hello')
    expect(others).toEqual([])
    expect(release).toMatchObject({ tag: 'nightly', draft: false, prerelease: true, latest: false })
    expect(twin.tags('octocat/hello').get('nightly')).toBe(second)
    expect(release?.assets).toHaveLength(before.length)
    expect(release?.assets.filter(({ sha256 }) => before.includes(sha256))).toEqual([])
    expect(two.outputs.get('release-id')).toBe(one.outputs.get('release-id'))
  },
)
