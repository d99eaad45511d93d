import type { TarballManifest } from '@exuvia/model'
import { expect, test } from 'vitest'
import { compareOutcomes, differenceOf } from '../../src/trial/compare-outcomes.ts'
import { type Outcome, plainLines } from '../../src/trial/outcome.ts'

const ABOUT: TarballManifest = {
  schema: 'exuvia.tarball/1',
  name: 'tide',
  version: '1.0',
  kind: 'application',
  sourceDate: 0,
  policy: [],
  files: [{ path: 'lib/gull/look.pyc', size: 1, sha256: '', mode: '0644', distribution: 'gull' }],
}
const works: Outcome = { worked: true, how: '', lines: ['usage'] }
const fails: Outcome = {
  worked: false,
  how: 'OSError: x',
  lines: ['  File "<release>/lib/gull/look.py", line 1, in <module>', '  File "/usr/lib/inspect.py", line 2'],
}

function compare(here: Outcome, source: Outcome | undefined): string[] {
  const sources = source === undefined ? undefined : new Map([['a', source]])
  const { findings, unknown } = compareOutcomes(new Map([['a', here]]), sources, ABOUT, 'x.tar.gz')
  return [...findings.map(({ severity, code }) => `${severity} ${code}`), ...unknown]
}

test('only what fails here and works from source is an error', () => {
  expect(compare(works, works)).toEqual([])
  expect(compare(fails, works)).toEqual(['error trial-fails'])
  expect(compare(fails, fails)).toEqual(['warning trial-unknown', 'a'])
  expect(compare(fails, undefined)).toEqual(['warning trial-not-compared', 'a'])
  expect(compare(works, undefined)).toEqual([])
  expect(compare(works, fails)).toEqual(['warning trial-differs'])
})

test('the cure names the distribution in which the traceback ends', () => {
  const { findings } = compareOutcomes(new Map([['a', fails]]), new Map([['a', works]]), ABOUT, 'x')
  expect(findings[0]?.args['cure']).toContain('distribution = "gull"')
})

test('a difference is the first other line, or the modules that only one imports', () => {
  expect(differenceOf(works, { ...works, lines: ['usage', 'more'] })).toContain('line 2')
  const [a, b] = [
    { ...works, modules: ['x'] },
    { ...works, modules: ['x', 'y'] },
  ]
  expect(differenceOf(a, b)).toBe('it does not import y')
  expect(differenceOf(b, a)).toBe('it also imports y')
  expect(differenceOf(works, b)).toBeUndefined()
})

test('paths, addresses and the ending of bytecode are no difference', () => {
  const here = plainLines('/tmp/one/lib/a.pyc <x at 0x7faaaaaa> in /h', '/tmp/one', '/h')
  expect(here).toEqual(plainLines('/tmp/other/lib/a.py <x at 0x7fbbbbbb> in /k', '/tmp/other', '/k'))
})
