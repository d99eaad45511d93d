import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const vitest = join(import.meta.dirname, '../../../node_modules/vitest/vitest.mjs')

const FILE = `
import { beforeAll, describe, expect, test } from 'vitest'
describe('with both', { tags: ['bsdtar'] }, () => {
  beforeAll(() => { throw new Error('spawn bsdtar ENOENT') })
  test('unpacks', () => {})
  test('unpacks slowly', { tags: ['slow'] }, () => {})
})
test('needs git', { tags: ['git'] }, () => {})
test('needs nothing', () => {})
`

/** Runs in the process that ran FILE, and has to fail or be skipped as well. */
const SECOND = `
import { test } from 'vitest'
test('needs bsdtar', { tags: ['bsdtar'] }, () => {})
`

/** Runs vitest on both files with a PATH that has git but no bsdtar. */
function runTests(args: readonly string[], env: NodeJS.ProcessEnv): { text: string; status: number | null } {
  const folder = mkdtempSync(join(import.meta.dirname, '.run-'))
  try {
    writeFileSync(join(folder, 'sample.test.js'), FILE)
    writeFileSync(join(folder, 'second.test.js'), SECOND)
    writeFileSync(
      join(folder, 'vitest.config.js'),
      `import { testProject } from '@exuvia/test-needs/config'
       export default testProject('sample', { include: ['*.test.js'], maxWorkers: 1, reporters: ['verbose', '@exuvia/test-needs/reporter'] })`,
    )
    const bin = join(folder, 'bin')
    mkdirSync(bin)
    symlinkSync(process.execPath, join(bin, 'git'))
    const { status, stdout, stderr } = spawnSync(process.execPath, [vitest, 'run', '--no-color', ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: bin, HOME: folder, NODE_OPTIONS: process.env['NODE_OPTIONS'], ...env },
    })
    return { text: stdout + stderr, status }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

describe('a test whose tag names a tool that was not found', () => {
  test('is skipped with its hooks, and the summary names the tool, the slow tests and the command for all', () => {
    const { text, status } = runTests(['--tags-filter=!slow'], {})
    expect(text).toContain('2 passed | 3 skipped')
    expect(text).toContain(
      [
        '3 tests were skipped (a test that needs two tools is in two lines):',
        '      2  bsdtar was not found; to get it: apt-get install libarchive-tools',
        '      1  slow',
        'To run them all: npm run test:all',
      ].join('\n'),
    )
    expect(status).toBe(0)
  })

  test('fails with EXUVIA_ALL_TOOLS, and names the package to install', { tags: ['slow'] }, () => {
    const { text, status } = runTests([], { EXUVIA_ALL_TOOLS: '1' })
    expect(text).toContain('Error: bsdtar was not found; to get it: apt-get install libarchive-tools')
    expect(text).toContain('Failed Suites 2')
    expect(text).not.toContain('ENOENT')
    expect(status).toBe(1)
  })

  test('fails nothing with EXUVIA_ALL_TOOLS if a filter excludes it', { tags: ['slow'] }, () => {
    const { text, status } = runTests(['--tags-filter=!bsdtar'], { EXUVIA_ALL_TOOLS: '1' })
    expect(text).toContain('2 passed | 3 skipped')
    expect(status).toBe(0)
  })
})
