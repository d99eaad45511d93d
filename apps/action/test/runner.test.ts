import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { formatCommand, openRunner } from '../src/runner.ts'

test('a command escapes characters that would end its message or its properties', () => {
  expect(formatCommand('error', { file: 'a,b:c.py', line: 3, col: undefined }, '100 %\r\nsecond')).toBe(
    '::error file=a%2Cb%3Ac.py,line=3::100 %25%0D%0Asecond',
  )
})

test('an annotation without a place has no properties', () => {
  expect(formatCommand('notice', {}, 'so')).toBe('::notice::so')
})

test('a line of the log cannot be a command', () => {
  const lines: string[] = []
  const runner = openRunner({}, (line) => lines.push(line))
  runner.info('::set-output name=x::y')
  runner.info('first\n  ::add-path::/tmp')
  runner.info('a file named ##[add-path]/tmp')
  // U+0085 is space to the runner, and a line feed or return ends a line.
  runner.info('\u0085::add-path::/tmp')
  runner.info('a\r::add-path::/tmp')
  for (const line of lines.join('').split(/[\r\n]/)) {
    expect(line.replace(/^[\s\u0085]+/, '').startsWith('::')).toBe(false)
    expect(line).not.toContain('##[')
  }
})

test('a line of the log cannot control the terminal', () => {
  const lines: string[] = []
  openRunner({}, (line) => lines.push(line)).info('red\u001b[31m\tand\u0007 so on')
  expect(lines).toEqual(['red\ufffd[31m\tand\ufffd so on\n'])
})

test('every line of a secret is masked, and an empty one is not', () => {
  const lines: string[] = []
  const runner = openRunner({}, (line) => lines.push(line))
  runner.mask('one\ntwo\n')
  runner.mask('')
  expect(lines).toEqual(['::add-mask::one\n', '::add-mask::two\n'])
})

test('an output may contain lines, and cannot forge another output', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'exuvia-runner-')), 'output')
  const runner = openRunner({ GITHUB_OUTPUT: file }, () => {})
  runner.setOutput('artifacts', 'a\nEOF\nmanifest=forged')
  const match = /^artifacts<<(.+)\na\nEOF\nmanifest=forged\n\1\n$/.exec(readFileSync(file, 'utf8'))
  expect(match).not.toBeNull()
})
