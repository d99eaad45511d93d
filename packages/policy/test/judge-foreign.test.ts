import { describe, expect, test } from 'vitest'
import type { NestedContent, TarballManifest } from '@exuvia/model'
import { type ForeignDistribution, judgeForeign } from '../src/index.ts'
import { PYC312, license, packed, policy, rule, told } from './support.ts'

const FREE = policy({ preset: 'source-free' })
const WHEEL = { artifact: 'app-1.0-py3-none-any.whl' }

function read(path: string, inside: NestedContent) {
  return { ...packed(path, 'PK\u0003\u0004'), inside }
}

function foreign(name: string, expression: string | undefined): ForeignDistribution {
  return { name, normalizedName: name, license: license(expression), files: undefined }
}

describe('an archive that Exuvia did not build', () => {
  test.each([
    ['a module', packed('app/a.py')],
    ['a module in capitals', packed('app/A.PY')],
    ['a windowed module', packed('app/gui.pyw')],
    ['a script by its first line', packed('share/tool', '#!/usr/bin/env python3\n')],
    ['a script of a certain Python', packed('share/tool', '#! /usr/local/bin/python3.12 -E\n')],
  ])('that contains %s is not free of source', (_, file) => {
    expect(told(judgeForeign(FREE, [file], WHEEL))).toEqual([`error source-not-allowed ${file.path}`])
  })

  test.each([
    ['a command, which its #! line runs', packed('app-1.0.data/scripts/run', '#!python\n')],
    ['a command in bin/', packed('bin/run', '#!/usr/bin/python3\n')],
    ['a shell script', packed('share/run', '#!/bin/sh\n')],
    ['data', packed('app/data.json', '{}')],
    ['metadata', packed('app-1.0.dist-info/METADATA')],
    ['bytecode', packed('app/a.pyc', PYC312)],
  ])('may contain %s', (_, file) => {
    expect(judgeForeign(FREE, [file], WHEEL)).toEqual([])
  })

  test('may contain source if the given policy allows it', () => {
    const rules = [rule('source', { path: 'app/plugins/**' })]
    const files = [
      'app/plugins/p.py',
      'lib/app/plugins/q.py',
      'src/app/plugins/r.py',
      'app-1.0.data/purelib/app/plugins/s.py',
    ]
    expect(
      judgeForeign(
        { ...FREE, rules },
        files.map((path) => packed(path)),
        WHEEL,
      ),
    ).toEqual([])
  })

  test('is judged below its top folder', () => {
    const rules = [rule('source', { path: 'app/plugins/**' })]
    const files = [packed('app-1.0/lib/app/plugins/p.py'), packed('app-1.0/lib/app/a.py')]
    expect(told(judgeForeign({ ...FREE, rules }, files, { artifact: 'app-1.0-cp312-any.tar.gz' }))).toEqual([
      'error source-not-allowed app-1.0/lib/app/a.py',
    ])
  })

  test('is refused for bytecode that the policy does not allow, or that no Python imports', () => {
    expect(told(judgeForeign(policy({ default: 'source' }), [packed('a.pyc', PYC312)], WHEEL))).toEqual([
      'error bytecode-not-allowed a.pyc',
    ])
    expect(told(judgeForeign(FREE, [packed('p/__pycache__/a.cpython-312.pyc', PYC312)], WHEEL))).toEqual([
      'error bytecode-shadowed p/__pycache__/a.cpython-312.pyc',
    ])
    expect(told(judgeForeign(policy({ default: 'both' }), [packed('p/a.pyc', PYC312)], WHEEL))).toEqual([
      'error file-missing p/a.py',
    ])
    expect(
      judgeForeign(
        policy({ default: 'both' }),
        [packed('p/a.py'), packed('p/__pycache__/a.cpython-312.pyc', PYC312)],
        WHEEL,
      ),
    ).toEqual([])
  })

  test('is refused for bytecode of another Python than its name says', () => {
    for (const artifact of ['app-1.0-cp311-none-any.whl', 'app-1.0-cp311-any.tar.gz']) {
      const [found] = judgeForeign(FREE, [packed('p/a.pyc', PYC312)], { artifact })
      expect(found).toMatchObject({
        code: 'bytecode-wrong-runtime',
        args: { found: 'CPython 3.12', expected: 'cp311' },
      })
    }
    expect(told(judgeForeign(FREE, [packed('p/a.pyc', 'import os')], WHEEL))).toEqual([
      'error bytecode-wrong-runtime p/a.pyc',
    ])
  })

  test.each([
    ['app-1.0-cp315-none-any.whl', 'cp315'],
    ['app-1.0-pp39-none-any.whl', 'pp39'],
    ['app-1.0-cp313t-any.tar.gz', 'cp313t'],
    ['app-1.0-cp316-none-any.whl', 'cp316'],
  ])('%s is refused for bytecode of 3.12', (artifact, expected) => {
    const [found, ...others] = judgeForeign(FREE, [packed('p/a.pyc', PYC312)], { artifact })
    expect(others).toEqual([])
    expect(found).toMatchObject({
      code: 'bytecode-wrong-runtime',
      severity: 'error',
      args: { found: 'CPython 3.12', expected },
    })
  })

  test('passes bytecode of 3.13 for its free-threaded build', () => {
    const pyc313 = Buffer.from('f30d0d0a00000000', 'hex')
    for (const artifact of ['app-1.0-cp313t-any.tar.gz', 'app-1.0-cp313-cp313t-linux_x86_64.whl']) {
      expect(judgeForeign(FREE, [packed('p/a.pyc', pyc313)], { artifact })).toEqual([])
    }
  })

  test('does not pass if it is unknown whether its bytecode fits', () => {
    const unknown = packed('p/a.pyc', Buffer.from('740e0d0a00000000', 'hex'))
    const [found] = judgeForeign(FREE, [unknown], { artifact: 'app-1.0-cp316-none-any.whl' })
    expect(found).toMatchObject({
      code: 'bytecode-runtime-unknown',
      severity: 'error',
      args: { magic: 3700, expected: 'cp316' },
    })
    // The magic number of 3.12 is known, so this one is another's for sure.
    const [other] = judgeForeign(FREE, [unknown], { artifact: 'app-1.0-cp312-none-any.whl' })
    expect(other).toMatchObject({ code: 'bytecode-wrong-runtime' })
  })

  test('is refused for archives inside it that have source or that nobody examined', () => {
    const files = [
      packed('a/x.zip', 'no archive at all'),
      packed('a/y.bin', 'PK\u0003\u0004'),
      packed('a/z', '#!/usr/bin/python3\nPK\u0003\u0004'),
      packed('a/plain', `${'\0'.repeat(257)}ustar`),
      packed('a/r.dat', 'Rar!\u001a\u0007'),
      read('a/good.docx', { sources: [] }),
      read('a/bad.whl', { sources: ['x.py'] }),
      read('a/half.jar', { sources: [], unread: 'its checksum is wrong' }),
      packed('a/f.pyx'),
    ]
    expect(told(judgeForeign(FREE, files, WHEEL)).sort()).toEqual([
      'error nested-source a/bad.whl',
      'error nested-unread a/half.jar',
      'error nested-unread a/plain',
      'error nested-unread a/r.dat',
      'error nested-unread a/y.bin',
      'error nested-unread a/z',
      'note leaks-not-scanned a/bad.whl',
      'warning source-not-allowed a/f.pyx',
    ])
    const allowed = { ...FREE, rules: [rule('data', { path: 'a/**' })] }
    expect(told(judgeForeign(allowed, files, WHEEL))).toEqual(['note leaks-not-scanned a/bad.whl'])
    expect(told(judgeForeign({ ...FREE, preset: 'source-included' }, files, WHEEL))).toEqual([
      'note leaks-not-scanned a/bad.whl',
    ])
  })

  test('is refused for stubs if the policy excludes them', () => {
    expect(told(judgeForeign(FREE, [packed('app/a.pyi'), packed('app/py.typed')], WHEEL))).toEqual([
      'error file-excluded app/a.pyi',
      'error file-excluded app/py.typed',
    ])
  })

  test.each([
    [undefined, 'error license-unknown lib'],
    ['GPL-3.0-only', 'error copyleft-without-source lib'],
  ])('with bytecode under the licence %s is refused', (expression, expected) => {
    const context = { ...WHEEL, distributions: [foreign('lib', expression)] }
    expect(told(judgeForeign(FREE, [packed('lib/a.pyc', PYC312)], context))).toEqual([expected])
  })

  test('with source under a licence that requires it passes', () => {
    const context = { ...WHEEL, distributions: [foreign('lib', 'GPL-3.0-only')] }
    expect(
      judgeForeign(
        policy({ default: 'both' }),
        [packed('a.py'), packed('__pycache__/a.cpython-312.pyc', PYC312)],
        context,
      ),
    ).toEqual([])
  })

  test("is judged by rules for a distribution's name and licence", () => {
    const context = { ...WHEEL, distributions: [foreign('lib', 'GPL-3.0-only')] }
    const rules = [rule('source', { distribution: 'lib', license: 'copyleft' })]
    expect(judgeForeign({ ...FREE, rules }, [packed('a.py')], context)).toEqual([])
  })
})

describe('an archive that Exuvia built', () => {
  const manifest: TarballManifest = {
    schema: 'exuvia.tarball/1',
    name: 'app',
    version: '1.0',
    kind: 'application',
    target: 'cp312-any',
    sourceDate: 0,
    policy: [],
    files: [
      { path: 'bin/app', size: 1, sha256: '', mode: '0755' },
      { path: 'lib/app/a.pyc', size: 1, sha256: '', mode: '0644', ship: 'bytecode' },
      { path: 'lib/app/p.py', size: 1, sha256: '', mode: '0644', ship: 'source' },
    ],
  }
  const context = { artifact: 'app-1.0-cp312-any.tar.gz', manifest }
  const files = [
    packed('app-1.0/EXUVIA.json'),
    packed('app-1.0/bin/app', '#!/usr/bin/python3'),
    packed('app-1.0/lib/app/a.pyc', PYC312),
    packed('app-1.0/lib/app/p.py'),
  ]

  test('is judged by its recorded decisions', () => {
    expect(judgeForeign(undefined, files, context)).toEqual([])
    expect(told(judgeForeign(undefined, [...files, packed('app-1.0/lib/app/b.py')], context))).toEqual([
      'error source-not-allowed app-1.0/lib/app/b.py',
    ])
  })

  test('is judged by the given policy, if there is one', () => {
    expect(told(judgeForeign(FREE, files, context))).toEqual([
      'error source-not-allowed app-1.0/lib/app/p.py',
    ])
  })
})

describe('a source twin', () => {
  const manifest = { name: 'app', version: '1.0', kind: 'source', files: [] } as unknown as TarballManifest
  const twin = (
    distributions: readonly ForeignDistribution[],
    sourceTwin: 'auto' | 'always' | 'never' = 'auto',
  ) =>
    told(
      judgeForeign(
        { ...FREE, sourceTwin },
        ['gull-2.0/lib/gull.py', 'app-1.0/src/app.py', 'other-3.0/lib/other.py'].map((path) =>
          packed(`app-1.0/${path}`),
        ),
        { artifact: 'app-1.0-source.tar.gz', manifest, distributions },
      ),
    ).filter((line) => line.startsWith('error'))

  test('may contain the source that a licence requires, and no other', () => {
    expect(twin([foreign('gull', 'GPL-2.0-only'), foreign('other', 'MIT')])).toEqual([
      'error source-not-allowed app-1.0/other-3.0/lib/other.py',
    ])
    expect(twin([foreign('gull', 'MIT'), foreign('other', 'MPL-2.0')])).toEqual([
      'error source-not-allowed app-1.0/gull-2.0/lib/gull.py',
    ])
  })

  test('contains nothing else that nobody vouches for', () => {
    expect(twin([])).toEqual([
      'error source-not-allowed app-1.0/gull-2.0/lib/gull.py',
      'error source-not-allowed app-1.0/other-3.0/lib/other.py',
    ])
  })

  test('may contain all source or none, as the policy says', () => {
    expect(twin([foreign('gull', 'MIT')], 'always')).toEqual([])
    expect(twin([foreign('gull', 'GPL-2.0-only')], 'never')).toHaveLength(3)
  })
})
