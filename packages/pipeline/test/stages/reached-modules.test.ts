import { expect, test } from 'vitest'
import { type Importing, findReach } from '../../src/stages/reached-modules.ts'

/** A distribution of modules below `lib/`: path → what it imports; undefined for one that was not examined. */
function importing(
  files: Readonly<Record<string, readonly string[] | undefined>>,
  changes: Partial<Importing> = {},
): Importing {
  const examined = Object.entries(files).map(
    ([path, imports]) => [`lib/${path}`, imports === undefined ? undefined : { imports }] as const,
  )
  return { files: new Map(examined), entryPoints: [], isProject: false, ...changes }
}

function unreached(own: Importing, others: Readonly<Record<string, Importing>> = {}): string[] {
  const reach = findReach(new Map([['own', own], ...Object.entries(others)]))
  return [...(reach.get('own')?.unreached ?? [])]
}

const project = (...imports: string[]): Importing =>
  importing({ 'app/__init__.py': imports }, { isProject: true })

test('modules are reached from the top of the packages, if nothing else imports them', () => {
  const own = importing({
    'a/__init__.py': ['.b', 'a.sub.c.name'],
    'a/b.py': [],
    'a/sub/__init__.py': [],
    'a/sub/c.py': ['..d', '.e'],
    'a/d.py': [],
    'a/sub/e.py': [],
    'a/contrib.py': ['.far'],
    'a/far.py': [],
    'single.py': [],
  })
  expect(unreached(own)).toEqual(['lib/a/contrib.py', 'lib/a/far.py'])
})

test('only what a project imports is reached, with the packages around and what these import', () => {
  const own = importing({
    'a/__init__.py': ['.base'],
    'a/base.py': [],
    'a/b.py': [],
    'a/c.py': [],
    'other/__init__.py': [],
  })
  expect(unreached(own, { app: project('a.b.name') })).toEqual(['lib/a/c.py', 'lib/other/__init__.py'])
})

test('a command, and running a package, reach modules', () => {
  const files = {
    'a/__init__.py': [],
    'a/cli.py': [],
    'a/__main__.py': ['.run'],
    'a/run.py': [],
    'a/c.py': [],
  }
  const entryPoints = [{ name: 'a', module: 'a.cli', attribute: 'main', gui: false }]
  expect(unreached(importing(files, { entryPoints }), { app: project('a') })).toEqual(['lib/a/c.py'])
})

test('a project is reached as a whole', () => {
  expect(unreached(importing({ 'a/__init__.py': [], 'a/b.py': [] }, { isProject: true }))).toEqual([])
})

test('nothing counts as unreached where the face imports nothing: its users name the modules', () => {
  const files = { 'a/__init__.py': ['os'], 'a/b.py': ['.c'], 'a/c.py': [] }
  expect(unreached(importing(files))).toEqual([])
  expect(unreached(importing(files), { app: project('a.c') })).toEqual(['lib/a/b.py'])
})

test('a package that lists its modules reaches them', () => {
  const own = importing({ 'a/__init__.py': ['*'], 'a/b.py': [], 'a/c/__init__.py': [], 'a/c/d.py': [] })
  expect(unreached(own, { app: project('a') })).toEqual([])
})

test('modules whose names a module computes, or that a module imports which was not read, are not known', () => {
  const files = {
    'a/__init__.py': ['.b'],
    'a/b.py': [],
    'a/sub/__init__.py': [],
    'a/sub/c.py': [],
    'a/d.py': [],
  }
  expect(unreached(importing(files))).toEqual(['lib/a/sub/__init__.py', 'lib/a/sub/c.py', 'lib/a/d.py'])
  const computed = { ...files, 'a/__init__.py': ['.sub'], 'a/sub/__init__.py': ['?', '"d'] }
  expect(unreached(importing(computed))).toEqual(['lib/a/b.py', 'lib/a/d.py'])
  const named = { ...files, 'a/__init__.py': ['.sub'], 'a/sub/__init__.py': ['?', '"a.d'] }
  expect(unreached(importing(named))).toEqual(['lib/a/b.py'])
  expect(unreached(importing({ ...files, 'a/__init__.py': undefined }))).toEqual([])
})

test('imports in a circle, and of what is not there, end', () => {
  const own = importing({ 'a/__init__.py': ['a.b', '....x', 'a.'], 'a/b.py': ['a'], 'a/c.py': [] })
  expect(unreached(own)).toEqual(['lib/a/c.py'])
})

test('the names that others import are given', () => {
  const own = importing({ 'a/__init__.py': [], 'a/b.py': [] })
  const reach = findReach(
    new Map([
      ['own', own],
      ['app', project('a.b.run', 'os.path')],
    ]),
  )
  expect([...(reach.get('own')?.named ?? [])]).toEqual(['run'])
})

test('of a package in several distributions, each has what the others import of its modules', () => {
  const one = importing({ 'a/b.py': ['a.b', 'a.c.f'], 'a/x.py': [] })
  const two = importing({ 'a/c.py': ['a.b.g'], 'a/y.py': ['a.x'] })
  const reach = findReach(
    new Map([
      ['one', one],
      ['two', two],
    ]),
  )
  expect([...(reach.get('one')?.unreached ?? [])]).toEqual([])
  expect([...(reach.get('one')?.named ?? [])]).toEqual(['g'])
  expect([...(reach.get('two')?.unreached ?? [])]).toEqual(['lib/a/y.py'])
  expect([...(reach.get('two')?.named ?? [])]).toEqual(['f'])
})
