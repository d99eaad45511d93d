import { type Facts, type Inventory, type PolicyRule, describeFinding } from '@exuvia/model'
import { readSpecifier } from '@exuvia/packaging'
import { describe, expect, test } from 'vitest'
import { KNOWN_PROGRAMS } from '../src/breakage/known-programs.ts'
import { judge } from '../src/index.ts'
import { config, distribution, inventory, rule } from './support.ts'

const CODES = new Set(['assert-removed', 'docstring-removed', 'source-needed'])

/** What is said of a library, and of an application that requires it: `severity code distribution: message`. */
function said(
  library: string,
  {
    version = '1.0',
    modules = ['lib/app/__init__.py'],
    rules = [],
    requires = ['app'],
  }: {
    readonly version?: string
    readonly modules?: readonly string[]
    readonly rules?: readonly PolicyRule[]
    readonly requires?: readonly string[]
  } = {},
): string[] {
  const app = distribution('app', modules)
  const other = distribution('other', ['lib/other.py'])
  const about = inventory(app, other, distribution(library, [`lib/${library}.py`], { version }))
  const targets = about.targets.map((target) => ({
    ...target,
    requires: new Map([app, other].map(({ name }) => [name, requires.includes(name) ? [library] : []])),
  }))
  const given: Inventory = { ...about, targets }
  const settings = { ...config({ rules }), compile: { ...config({}).compile, optimize: 2 as const } }
  return judge(
    { inventory: given, runtimes: new Map() } as unknown as Facts,
    settings,
    '2026-01-01',
  ).findings.flatMap((item) =>
    CODES.has(item.code)
      ? [`${item.severity} ${item.code} ${item.subject.distribution}: ${describeFinding(item).message}`]
      : [],
  )
}

test('every line has a name as PEP 503 writes it, and a specifier that can be read', () => {
  for (const { name, versions } of KNOWN_PROGRAMS) {
    expect(name).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/)
    expect(readSpecifier(versions)).toBeDefined()
  }
})

describe('a library that reads what its callers ship', () => {
  const error =
    'error docstring-removed docopt: -OO breaks this: it reads the options of a command from the docstrings of its callers (app)'

  test('is an error that names the callers, and only them', () => {
    expect(said('docopt')).toEqual([error])
    expect(said('docopt', { requires: [] })).toEqual([])
    expect(said('docopt', { requires: ['app', 'other'] })[0]).toMatch(/\(app, other\)$/)
  })

  test('is none where the callers keep what it reads', () => {
    const keep = { docstrings: 'keep' as const, distribution: 'app' }
    expect(said('docopt', { rules: [rule('bytecode', keep)] })).toEqual([])
    expect(said('docopt', { rules: [rule('bytecode', { ...keep, docstrings: 'empty' })] })).toEqual([error])
    expect(said('docopt', { rules: [rule('source', { distribution: 'app' })] })).toEqual([])
    expect(said('icecream', { rules: [rule('both', { distribution: 'app' })] })).toEqual([])
  })

  test('is a warning where no module is of the kind that it reads', () => {
    expect(said('alembic')[0]).toMatch(/^warning source-needed alembic/)
    const modules = ['lib/app/versions/1_first.py']
    expect(said('alembic', { modules })[0]).toMatch(/^error/)
    // As Flask-Migrate requires alembic for the applications that require Flask-Migrate.
    expect(said('alembic', { modules, requires: ['other'] })[0]).toMatch(/^error .*\(app, other\)$/)
  })
})

test('a package that breaks itself is an error in the versions that do', () => {
  expect(said('seaborn', { version: '0.11.1', requires: [] })[0]).toMatch(/^error docstring-removed seaborn/)
  expect(said('seaborn', { version: '0.11.2' })).toEqual([])
  const empty = rule('bytecode', { distribution: 'seaborn', docstrings: 'keep' as const })
  expect(said('seaborn', { version: '0.11.1', rules: [empty] })).toEqual([])
})
