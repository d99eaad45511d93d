import { type Decision, describeFinding } from '@exuvia/model'
import { expect, test } from 'vitest'
import { foreignKnown } from '../src/breakage/foreign-known.ts'
import type { ForeignDistribution } from '../src/foreign-context.ts'
import { license } from './support.ts'

const LEVEL_2 = { ship: 'bytecode', level: { optimize: 2, docstrings: 'strip' } } as unknown as Decision
const LEVEL_1 = { ship: 'bytecode', level: { optimize: 1, docstrings: 'keep' } } as unknown as Decision
const SOURCE = { ship: 'source' } as unknown as Decision

function part(name: string, more: Partial<ForeignDistribution> = {}): ForeignDistribution {
  return { name, normalizedName: name.toLowerCase(), license: license('MIT'), files: undefined, ...more }
}

/** What is said of an archive in which each distribution has one module that ships so. */
function said(decision: Decision, ...distributions: ForeignDistribution[]): string[] {
  const decided = new Map(
    distributions.map(({ name }) => [name, new Map([[`lib/${name}/__init__.py`, decision]])]),
  )
  return foreignKnown({ artifact: 'a.whl', distributions }, decided).map((item) => {
    const { artifact, distribution } = item.subject
    return `${item.severity} ${item.code} ${artifact} ${distribution}: ${describeFinding(item).message}`
  })
}

test('a wheel that requires a known package is one of its callers, although the package is not in it', () => {
  expect(said(LEVEL_2, part('App', { requires: ['docopt'] }))).toEqual([
    'error docstring-removed a.whl docopt: -OO breaks this: it reads the options of a command from the docstrings of its callers (App)',
  ])
  expect(said(LEVEL_1, part('App', { requires: ['docopt'] }))).toEqual([])
  expect(said(SOURCE, part('App', { requires: ['icecream'] }))).toEqual([])
  expect(said(LEVEL_2, part('docopt'), part('other'))).toEqual([])
})

test('a fact about some versions is certain only if the version is known', () => {
  const app = part('app', { requires: ['tyro'] })
  expect(said(LEVEL_1, app)).toEqual([expect.stringMatching(/^warning source-needed a\.whl tyro: /)])
  expect(said(LEVEL_1, app, part('tyro', { version: '0.8.4' }))).toEqual([
    expect.stringMatching(/^error source-needed a\.whl tyro: .*\(app\)$/),
  ])
  expect(said(LEVEL_1, app, part('tyro', { version: '0.9.1' }))).toEqual([])
})

test('a package that breaks itself has to be in the archive', () => {
  expect(said(LEVEL_2, part('seaborn', { version: '0.11.1' }))).toEqual([
    expect.stringMatching(/^error docstring-removed a\.whl seaborn: /),
  ])
  expect(said(LEVEL_2, part('seaborn', { version: '0.12.0' }))).toEqual([])
  expect(said(LEVEL_2, part('seaborn'))).toEqual([
    expect.stringMatching(/^warning docstring-removed a\.whl seaborn: /),
  ])
  expect(said(LEVEL_2, part('plots', { requires: ['seaborn'] }))).toEqual([])
})
