/**
 * Each test builds and publishes in processes of its own.
 *
 * @module-tag slow
 */
import { expect, test } from 'vitest'
import { type Outcome, exuvia, folderWith } from './support/cli.ts'

const ITEMS = Array.from({ length: 50 }, (_, index) => `- item ${index}`).join('\n')
const FILES = {
  'manual.txt': 'how to',
  'CHANGELOG.md': `# Changelog\n\n## [Unreleased]\n\n## 1.2.0 - 2026-01-31\n\n\u001b[31mred\n\n${ITEMS}\n\n## 1.1.0\n\n- old\n`,
}

function publish(tag: string, ...more: readonly string[]): Promise<Outcome> {
  const args = ['publish', 'manual.txt', '--repo', 'a/b', '--tag', tag, '--dry-run', '--notes', 'changelog']
  return exuvia([...args, ...more], { cwd: folderWith(FILES) })
}

test('a dry run shows the start of the notes with terminal controls escaped, and their length', async () => {
  const { code, stdout } = await publish('v1.2.0')
  expect(code).toBe(0)
  const whole = `\u001b[31mred\n\n${ITEMS}\n`
  expect(stdout).toContain(`notes, ${whole.length} characters:\n    \\u001b[31mred\n    \n    - item 0\n`)
  expect(stdout).toMatch(/ {4}- item 37\n\n {2}and 12 more lines; --json shows all\n$/)
  expect(stdout).not.toContain('\u001b')
  const json = JSON.parse((await publish('v1.2.0', '--json')).stdout) as Record<string, unknown>
  expect(json).toMatchObject({ schema: 'exuvia.publish-plan/1', notes: whole, generated: false })
})

test('a version without a section exits with 2 and lists the sections', async () => {
  const { code, stdout, stderr } = await publish('v1.3.0')
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toBe(`error CHANGELOG.md has no section for 1.3.0; it has 1.2.0, 1.1.0
    rename "[Unreleased]" in line 3 to 1.3.0
    the nearest is 1.2.0, in line 5
`)
})
