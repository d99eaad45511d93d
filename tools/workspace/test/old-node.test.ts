import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { oldNodePath, testEach } from '@exuvia/test-needs'
import { expect } from 'vitest'

const root = join(import.meta.dirname, '../../..')

testEach([
  { needs: ['node18'], major: 18 },
  { needs: ['node20'], major: 20 },
])('npm run demo names the required version on Node.js $major in one sentence', ({ major }) => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  // As npm runs it if node_modules/.bin contains no Node: the shell finds the old one.
  const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', scripts['demo'] ?? ''], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: join(oldNodePath(major), '..') },
  })
  expect(stderr).toMatch(
    new RegExp(`^error: this needs Node\\.js 22\\.18 or newer, and this is Node\\.js v${major}\\.\\S+\\n$`),
  )
  expect([status, stdout]).toEqual([2, ''])
})
