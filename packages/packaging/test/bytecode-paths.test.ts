import * as fc from 'fast-check'
import { pythonInPyenv, testEach } from '@exuvia/test-needs'
import { describe, expect, test } from 'vitest'
import {
  cachePath,
  cachePaths,
  cacheTag,
  isBytecodePath,
  isInCacheFolder,
  legacyPath,
  placeOfBytecode,
  runtimeOfCacheTag,
} from '../src/index.ts'
import { python } from './support.ts'

const SOURCES = ['pkg/mod.py', 'mod.py', 'a/b/__init__.py', 'pkg/win.pyw']

const CACHE = `
import importlib.util as u, json, sys
out = [[u.cache_from_source(s, optimization=o or '') for o in (0, 1, 2)] for s in json.loads(sys.argv[1])]
print('\\n@@' + json.dumps([sys.implementation.cache_tag, out]))
`

describe('the place of bytecode', () => {
  testEach(['cp38', 'cp312', 'cp313'] as const)(
    'beside its source is where importlib of %s looks',
    { tags: ['pypi'] },
    async (runtime) => {
      const version = `3.${runtime.slice(3)}`
      const program = pythonInPyenv(version)
      if (program === undefined) throw new Error(`CPython ${version} is missing`)
      const [tag, paths] = await python<[string, string[][]]>(CACHE, SOURCES, program)
      expect(cacheTag(runtime)).toBe(tag)
      expect(SOURCES.map((source) => cachePaths(source, runtime))).toEqual(paths)
    },
  )

  test('without its source is the legacy place', () => {
    expect(legacyPath('pkg/a.b.py')).toBe('pkg/a.b.pyc')
    expect(cachePath('pkg/a.py', 'cp27', 0)).toBe('pkg/a.pyc')
  })

  test('has the tag of the version in a free-threaded build', () => {
    expect(cacheTag('cp313t')).toBe('cpython-313')
    expect(cacheTag('pp310')).toBe('pypy310')
    expect([cacheTag('cp27'), cacheTag('mpy6'), cacheTag('odd')]).toEqual([undefined, undefined, undefined])
  })

  test('is read back from the path', () => {
    const runtime = fc.constantFrom('cp38', 'cp312', 'pp39', 'pp311')
    const source = fc.constantFrom(...SOURCES, 'dotted.name.py')
    fc.assert(
      fc.property(source, runtime, fc.constantFrom(0, 1, 2), (path, tag, level) => {
        const place = placeOfBytecode(cachePath(path, tag, level))
        expect(place).toMatchObject({ cached: true, stem: path.replace(/\.pyw?$/, '') })
        expect(runtimeOfCacheTag(place.tag ?? '')).toBe(tag)
      }),
    )
  })

  test.each([
    ['pkg/mod.pyc', { stem: 'pkg/mod', cached: false, tag: undefined }],
    ['pkg/__pycache__/mod.pyc', { stem: 'pkg/mod', cached: true, tag: '' }],
    ['pkg/__pycache__/mod.opt-1.pyc', { stem: 'pkg/mod', cached: true, tag: '' }],
    ['__pycache__/mod.weird-1.opt-2.pyo', { stem: 'mod', cached: true, tag: 'weird-1' }],
    [
      'x__pycache__/mod.cpython-312.pyc',
      { stem: 'x__pycache__/mod.cpython-312', cached: false, tag: undefined },
    ],
  ])('%s comes apart', (path, place) => {
    expect(placeOfBytecode(path)).toEqual(place)
  })

  test('is known by name', () => {
    expect(['a.pyc', 'a.PYO', 'a.py', 'pyc'].filter(isBytecodePath)).toEqual(['a.pyc', 'a.PYO'])
    expect(isInCacheFolder('a/__pycache__/b/c.txt')).toBe(true)
    expect(isInCacheFolder('a/__pycache__')).toBe(false)
    expect(runtimeOfCacheTag('jython-27')).toBeUndefined()
  })
})
