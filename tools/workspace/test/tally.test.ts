/**
 * Each test starts vitest.
 *
 * @module-tag slow
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { countOnce } from '../src/tally.ts'

const counter = join(import.meta.dirname, '../src/count-tests.ts')
const reporter = join(import.meta.dirname, '../src/tally-reporter.ts')

/** The line that .ci/run reads for one or more runs. */
function counted(...files: readonly string[]): { line: string } {
  return { line: spawnSync(process.execPath, [counter, ...files], { encoding: 'utf8' }).stdout }
}

/** Runs vitest itself on one file with this text, in a folder that finds vitest above it. */
function runTests(text: string): { line: string; status: number | null } {
  const folder = mkdtempSync(join(import.meta.dirname, '.tally-'))
  try {
    writeFileSync(join(folder, 'sample.test.js'), text)
    writeFileSync(join(folder, 'vitest.config.js'), 'export default { test: { include: ["*.test.js"] } }')
    const { status } = spawnSync('vitest', ['run', `--reporter=${reporter}`], {
      cwd: folder,
      env: { ...process.env, EXUVIA_TALLY: join(folder, 'tally') },
      shell: process.platform === 'win32',
    })
    return { ...counted(join(folder, 'tally')), status }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('counts tests by how they ended', () => {
  const { line, status } = runTests(`
    import { describe, expect, test } from 'vitest'
    test('good', () => {})
    describe('group', () => { test('also good', () => {}) })
    test('bad', () => expect(1).toBe(2))
    test.skip('left out', () => {})
  `)
  expect(line).toBe('2 1 1\n')
  expect(status).not.toBe(0)
})

test('a file that does not load is a failure', () => {
  const { line, status } = runTests(`throw new Error('cannot load')`)
  expect(line).toBe('0 1 0\n')
  expect(status).not.toBe(0)
})

test('an error outside of any test is a failure', () => {
  const { line } = runTests(`
    import { test } from 'vitest'
    test('good', async () => {
      setTimeout(() => { throw new Error('too late') }, 1)
      await new Promise((done) => setTimeout(done, 50))
    })
  `)
  expect(line).toBe('1 1 0\n')
})

test('counts a test of several runs once: failed if it ever failed, skipped only if it never ran', () => {
  expect(
    countOnce([
      { always: 'passed', 'needs a tool': 'skipped', 'fails alone': 'failed', never: 'skipped' },
      {
        always: 'passed',
        'needs a tool': 'passed',
        'fails alone': 'passed',
        never: 'skipped',
        slow: 'passed',
      },
    ]),
  ).toEqual({ passed: 3, failed: 1, skipped: 1 })
})

test('tests with the same name in one file count separately', () => {
  const { line } = runTests(`
    import { test } from 'vitest'
    test('alike', () => {})
    test('alike', () => { throw new Error('x') })
  `)
  expect(line).toBe('1 1 0\n')
})
