import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { oldNodePath, testEach } from '@exuvia/test-needs'
import { build } from 'tsdown'
import { expect, test } from 'vitest'
import { folderWith } from './support/cli.ts'

const APP = fileURLToPath(new URL('..', import.meta.url))

/** What npm links as `exuvia`, as the package's own build makes it. */
async function builtStart(): Promise<string> {
  const folder = folderWith({ 'package.json': '{ "type": "module" }' })
  await build({ cwd: APP, outDir: folder, clean: false, logLevel: 'silent' })
  return path.join(folder, 'start.js')
}

testEach([
  { needs: ['node18'], major: 18 },
  { needs: ['node20'], major: 20 },
])('on Node.js $major it names the required version and how to get it', async ({ major }) => {
  const { status, stdout, stderr } = spawnSync(oldNodePath(major), [await builtStart(), '--help'], {
    encoding: 'utf8',
  })
  expect(stderr).toMatch(
    new RegExp(
      `^error Exuvia needs Node\\.js 22\\.15 or newer, and this is Node\\.js v${major}\\.\\S+\\n    install a newer one, .*nvm install 24.*\\n$`,
    ),
  )
  expect([status, stdout]).toEqual([2, ''])
})

test('the sources start the same way on this Node', { tags: ['slow'] }, () => {
  const start = path.join(APP, 'src/start.ts')
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--conditions=@exuvia/source', start, 'schema', '--help'],
    { encoding: 'utf8' },
  )
  expect(stdout).toContain('Usage: exuvia schema')
  expect(status).toBe(0)
})
