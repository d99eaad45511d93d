import { expect, test } from 'vitest'
import { compareWays } from '../../src/trial/compare-ways.ts'
import type { Outcome } from '../../src/trial/outcome.ts'
import type { Run } from '../../src/trial/run-tree.ts'
import type { BytecodeWay } from '../../src/trial/way.ts'

const ABOUT = {
  name: 'tide',
  version: '1.0',
  target: 'cp312-any',
  files: [
    { path: 'lib/gull/look.pyc', size: 1, sha256: '', mode: '0644' as const, distribution: 'gull' },
    { path: 'lib/tide/a.pyc', size: 1, sha256: '', mode: '0644' as const, distribution: 'tide' },
  ],
}
const works: Outcome = { worked: true, how: '', lines: [] }
const failsIn = (file: string): Outcome => ({
  worked: false,
  how: 'OSError: x',
  lines: [`  File "${file}", line 1`],
})
const fails = failsIn('<release>/lib/gull/look.py')

function run(imports: Readonly<Record<string, Outcome>>): Run {
  return { imports: new Map(Object.entries(imports)), commands: new Map(), modules: undefined }
}

const source = run({ a: works, b: works, c: works, d: fails })

function compare(runs: Partial<Record<BytecodeWay, Run | string>>): ReturnType<typeof compareWays> {
  const entries = Object.entries(runs).map(
    ([way, here]) =>
      [way as BytecodeWay, typeof here === 'string' ? here : { here, beside: source }] as const,
  )
  return compareWays(source, new Map(entries), ABOUT)
}

test('what fails from source is unknown in each way', () => {
  const [first, second] = compare({ '-O': source })
  expect(first).toMatchObject({
    way: 'source',
    modules: 3,
    breaks: [],
    unknown: [{ what: 'd', how: 'OSError: x' }],
  })
  expect(second).toMatchObject({ way: '-O', modules: 3, breaks: [], unknown: [{ what: 'd' }] })
})

test('the ways between tell which half of -OO breaks something, and what cures it', () => {
  const results = compare({
    '-O': run({ a: fails, b: works, c: works }),
    '-OO': run({ a: fails, b: fails, c: fails }),
    empty: run({ a: works, b: fails, c: works }),
  })
  const cures = results.find(({ way }) => way === '-OO')?.breaks.map(({ what, cure }) => `${what}: ${cure}`)
  expect(cures).toEqual([
    'a: a policy rule with distribution = "gull" and optimize = 0',
    'b: a policy rule with distribution = "gull" and docstrings = "keep"',
    'c: a policy rule with distribution = "gull" and docstrings = "empty"',
  ])
})

const says = (text: string): Outcome => ({ worked: true, how: '', lines: [text] })
const spoken = (outcomes: Readonly<Record<string, Outcome>>): Run => ({
  ...run({}),
  commands: new Map(Object.entries(outcomes)),
})

test('a difference has a cure too, and an empty docstring that changes a result cures nothing', () => {
  const beside = spoken({ help: says('Runs a.'), show: works })
  const runs = new Map(
    [
      ['-OO', spoken({ help: says('None'), show: fails })] as const,
      ['empty', spoken({ help: says(''), show: works })] as const,
    ].map(([way, here]) => [way as BytecodeWay, { here, beside }] as const),
  )
  const result = compareWays(beside, runs, ABOUT).find(({ way }) => way === '-OO')
  expect(result?.differs.map(({ what, cure }) => `${what}: ${cure}`)).toEqual([
    'help: a policy rule with distribution = "tide" and docstrings = "keep"',
  ])
  expect(result?.breaks.map(({ cure }) => cure)).toEqual([
    'a policy rule with distribution = "gull" and docstrings = "empty"',
  ])
})

test('only what works without source in a folder is cured by a folder', () => {
  const results = compare({
    'no-source': run({ a: fails, b: works, c: works }),
    zip: run({ a: fails, b: failsIn('tide/a.py'), c: works }),
  })
  expect(results.find(({ way }) => way === 'zip')?.breaks.map(({ cure }) => cure)).toEqual([
    'a policy rule with distribution = "gull" and ship = "source"',
    'ship it in a folder, as Exuvia does',
  ])
})

test('a way that was not tried counts nothing as working', () => {
  expect(compare({ zip: 'because' }).at(-1)).toMatchObject({
    way: 'zip',
    modules: 0,
    breaks: [],
    untried: 'because',
  })
})
