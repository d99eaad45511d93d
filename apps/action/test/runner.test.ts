import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { formatCommand, openRunner } from '../src/runner.ts'

test('a command escapes what would end its message or its properties', () => {
  expect(formatCommand('error', { file: 'a,b:c.py', line: 3, col: undefined }, '100 %\r\nsecond')).toBe(
    '::error file=a%2Cb%3Ac.py,line=3::100 %25%0D%0Asecond',
  )
})

test('an annotation without a place has no properties', () => {
  expect(formatCommand('notice', {}, 'so')).toBe('::notice::so')
})

test('what is told cannot be a command', () => {
  const lines: string[] = []
  const runner = openRunner({}, (line) => lines.push(line))
  runner.info('::set-output name=x::y')
  runner.info('first\n  ::add-path::/tmp')
  runner.info('a file named ##[add-path]/tmp')
  for (const line of lines.join('').split('\n')) {
    expect(line.trimStart().startsWith('::')).toBe(false)
    expect(line).not.toContain('##[')
  }
})

test('every line of a secret is masked, and an empty one is not', () => {
  const lines: string[] = []
  const runner = openRunner({}, (line) => lines.push(line))
  runner.mask('one\ntwo\n')
  runner.mask('')
  expect(lines).toEqual(['::add-mask::one\n', '::add-mask::two\n'])
})

test('an output may hold lines, and cannot forge another output', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'exuvia-runner-')), 'output')
  const runner = openRunner({ GITHUB_OUTPUT: file }, () => {})
  runner.setOutput('artifacts', 'a\nEOF\nmanifest=forged')
  const match = /^artifacts<<(.+)\na\nEOF\nmanifest=forged\n\1\n$/.exec(readFileSync(file, 'utf8'))
  expect(match).not.toBeNull()
})
