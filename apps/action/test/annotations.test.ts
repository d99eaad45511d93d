import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { finding, refusal } from '@exuvia/model'
import { beforeEach, expect, test } from 'vitest'

import { annotateError, openAnnotations } from '../src/annotations.ts'
import { type Runner, openRunner } from '../src/runner.ts'

let lines: string[]
let runner: Runner
let workspace: string
let project: string

beforeEach(() => {
  lines = []
  runner = openRunner({}, (line) => lines.push(line))
  workspace = mkdtempSync(join(tmpdir(), 'exuvia-annotations-'))
  project = join(workspace, 'service')
  mkdirSync(project)
  writeFileSync(join(project, 'app.py'), 'x =\n')
})

test('a finding in a file of the repository stands at its line, by its path from the root', () => {
  const annotate = openAnnotations(runner, { workspace, project })
  annotate(
    finding(
      'syntax-error',
      'error',
      { path: 'app.py', line: 1, column: 4 },
      { message: 'invalid syntax', excerpt: 'x =' },
    ),
  )
  expect(lines).toEqual([
    '::error title=syntax-error,file=service/app.py,line=1,col=4::invalid syntax%0Ax =\n',
  ])
})

test('a finding elsewhere says its place in words', () => {
  const annotate = openAnnotations(runner, { workspace, project })
  annotate(
    finding(
      'source-not-allowed',
      'error',
      { path: 'lib/gone.py', target: 'cp312-any' },
      { decision: 'bytecode' },
    ),
  )
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(
    /^::error title=source-not-allowed::lib\/gone\.py \(cp312-any\): source file where the policy allows none/,
  )
})

test('a path that leaves the repository is not given to GitHub', () => {
  writeFileSync(join(workspace, '../outside.py'), '')
  const annotate = openAnnotations(runner, { workspace, project })
  annotate(finding('file-skipped', 'note', { path: '../../outside.py' }, { reason: 'a link' }))
  expect(lines).toEqual(['::notice title=file-skipped::../../outside.py: left out: a link\n'])
})

test('the same finding is told once', () => {
  const annotate = openAnnotations(runner, { workspace, project })
  const item = finding(
    'rule-matches-nothing',
    'warning',
    { key: 'policy.rules[0]' },
    { condition: 'path "x"', suggestion: '' },
  )
  annotate(item)
  annotate({ ...item })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^::warning title=rule-matches-nothing::/)
})

test('an error says what to do next', () => {
  annotateError(runner, refusal('against-policy', 'refused', { hint: 'do this' }))
  expect(lines).toEqual(['::error title=against-policy::refused%0Ado this\n'])
})
