/**
 * Notes of 100 kB that are made to be slow.
 *
 * @module-tag slow
 */
import { describe, expect, test } from 'vitest'
import { absoluteLinks, countVersions, findSection, fitNotes } from '../src/index.ts'

const SIZE = 100_000
const BEFORE = {
  md: '# Changelog\n\n## 1.2.0\n\n',
  rst: 'Changelog\n=========\n\n1.2.0\n-----\n\n',
}

// Each of these once took quadratic time: a run of this length would exceed the test's time limit.
describe.each(['md', 'rst'] as const)('a changelog in .%s that consists of', (kind) => {
  test.each([
    '\\[',
    '[a\\[',
    '<a ',
    '<a "',
    ':a',
    'a+',
    'a_b',
    '|a',
    '`a <b',
    '- ',
    'a\n',
    'a::\n\n  b\n',
    '# a\n',
  ])('%j over and over is read to its end', (unit) => {
    const text = `${BEFORE[kind]}${unit.repeat(SIZE / unit.length)}\n`
    const about = { file: `CHANGES.${kind}`, names: ['tide'] }
    const { text: notes } = findSection(text, { ...about, version: '1.2.0' })
    const place = { page: 'https://github.com/tide/tide', tag: 'v1.2.0', file: 'CHANGES.md' }
    const parts = { notes: absoluteLinks(notes, place), reports: [], verification: 'ok', more: undefined }
    expect(fitNotes(parts, 125_000).text.length).toBeLessThanOrEqual(125_000)
    expect(countVersions(text, about)).toBeGreaterThan(0)
  })
})

test('a heading that is one long run of a character is not a version', () => {
  for (const unit of ['.0', '-', '.', '1.', '[']) {
    const text = `## ${unit.repeat(SIZE / unit.length)}\n\na\n\n## 1.2.0\n\nb\n`
    expect(findSection(text, { file: 'CHANGES.md', version: '1.2.0', names: ['tide'] }).text).toBe('b')
  }
})

test('substitutions that name each other stop growing', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f']
  const lines = names.map((name, at) => `.. |${name}| replace:: ${`|${names[at + 1] ?? 'x'}| `.repeat(50)}`)
  const text = `${BEFORE.rst}${'|a| '.repeat(100)}\n\n${lines.join('\n')}\n`
  const { text: notes } = findSection(text, { file: 'CHANGES.rst', version: '1.2.0', names: [] })
  expect(notes.length).toBeLessThan(1_000_000)
})

test('endlessly nested lists stay unchanged below some depth', () => {
  const { text, kept } = findSection(`${BEFORE.rst}${'- '.repeat(5000)}a\n`, {
    file: 'CHANGES.rst',
    version: '1.2.0',
    names: [],
  })
  expect(kept).toHaveLength(1)
  expect(text).toContain('```rst')
})
