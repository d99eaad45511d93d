import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { type ExuviaError, type Finding, finding, refusal } from '@exuvia/model'
import { beforeEach, describe, expect, test } from 'vitest'

import { annotate } from '../src/annotations.ts'
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

function annotateAll(findings: readonly Finding[], failure?: ExuviaError): void {
  annotate(runner, { workspace, project }, findings, failure)
}

function syntaxError(line: number): Finding {
  const args = { message: 'invalid syntax', excerpt: ['x ='] }
  return finding('syntax-error', 'error', { path: 'app.py', line, column: 4 }, args)
}

function skipped(path: string): Finding {
  return finding('file-skipped', 'warning', { path }, { reason: 'a link' })
}

test('a finding in a file of the repository appears at its line, with its path from the root', () => {
  annotateAll([syntaxError(1)])
  expect(lines).toEqual([
    '::error title=syntax-error,file=service/app.py,line=1,col=4::syntax error: invalid syntax%0Ax =\n',
  ])
})

test('a finding elsewhere has its place in the text', () => {
  const subject = { path: 'lib/gone.py', target: 'cp312-any' }
  annotateAll([finding('source-not-allowed', 'error', subject, { decision: 'bytecode' })])
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(
    /^::error title=source-not-allowed::lib\/gone\.py \(cp312-any\): the policy does not allow this source file to ship/,
  )
})

test('a path that leaves the repository is not given to GitHub', () => {
  writeFileSync(join(workspace, '../outside.py'), '')
  annotateAll([finding('file-skipped', 'note', { path: '../../outside.py' }, { reason: 'a link' })])
  expect(lines).toEqual(['::notice title=file-skipped::../../outside.py: left out: a link\n'])
})

test('the error that ended the run comes first, with what to do next', () => {
  annotateAll([syntaxError(1)], refusal('policy', { errors: '1 error' }))
  expect(lines[0]).toBe(
    '::error title=policy::policy check failed: 1 error%0Aexuvia explain PATH shows which rule decides about a file\n',
  )
  expect(lines).toHaveLength(2)
})

function annotations(level: string): string[] {
  return lines.filter((line) => line.startsWith(`::${level} `))
}

describe('of more than GitHub shows', () => {
  test('ten errors are annotations, the one that ended the run among them, and it says how many are not', () => {
    annotateAll(
      Array.from({ length: 25 }, (_, index) => syntaxError(index + 1)),
      refusal('policy', { errors: '25 errors' }),
    )
    expect(annotations('error')).toHaveLength(10)
    expect(lines[0]).toContain('GitHub shows 10 annotations per level; 16 errors more')
    expect(lines.filter((line) => line.startsWith('error syntax-error: app.py:'))).toHaveLength(16)
  })

  test('those go first that GitHub can show at their line', () => {
    const elsewhere = Array.from({ length: 12 }, (_, index) => skipped(`lib/gone${index}.py`))
    annotateAll([...elsewhere, skipped('app.py')])
    expect(annotations('warning')).toHaveLength(10)
    expect(annotations('warning')[0]).toContain('file=service/app.py')
    expect(annotations('notice')).toEqual([
      "::notice title=more-findings::GitHub shows 10 annotations per level; 3 warnings more in the job's summary and log\n",
    ])
  })

  test('each level has its own ten, and what says so is one of the notices', () => {
    const notes = Array.from({ length: 11 }, (_, index) =>
      finding('file-skipped', 'note', { path: `n${index}` }, { reason: 'a link' }),
    )
    annotateAll([...notes, ...Array.from({ length: 11 }, (_, index) => skipped(`w${index}`))])
    expect(annotations('notice')).toHaveLength(10)
    expect(annotations('warning')).toHaveLength(10)
    expect(annotations('notice')[0]).toContain('1 warning and 2 notes more')
    expect(lines).toHaveLength(20 + 3)
  })
})
