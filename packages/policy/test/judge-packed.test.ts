import { describe, expect, test } from 'vitest'
import { judgePacked } from '../src/index.ts'
import {
  CP312,
  PYC312,
  config,
  distribution,
  inventory,
  judge,
  license,
  packed,
  rule,
  told,
} from './support.ts'

const checked = judge(
  inventory(
    distribution(
      'tidemark',
      [
        'lib/tidemark/a.py',
        'lib/tidemark/plugins/p.py',
        'lib/tidemark/b.py',
        'lib/tidemark/d.json',
        'lib/tidemark/a.pyi',
        'bin/import',
      ],
      {
        wheel: undefined,
        entryPoints: [{ name: 'tidemark', module: 'tidemark', attribute: 'main', gui: false }],
      },
    ),
    distribution('gnu', ['lib/gnu/g.py', 'LICENSES/gnu/COPYING'], { license: license('GPL-3.0-only') }),
  ),
  config({
    preset: 'source-free',
    rules: [rule('source', { path: 'tidemark/plugins/**' }), rule('both', { path: 'tidemark/b.py' })],
  }),
)

const GOOD = [
  packed('EXUVIA.json', '{'),
  packed('LICENSES/gnu/COPYING'),
  packed('bin/import', '#!/usr/bin/env python3'),
  packed('bin/tidemark', '#!/bin/sh'),
  packed('lib/gnu/g.pyc', PYC312),
  packed('lib/gnu-1.0.dist-info/RECORD'),
  packed('lib/tidemark/__pycache__/b.cpython-312.pyc', PYC312),
  packed('lib/tidemark/a.pyc', PYC312),
  packed('lib/tidemark/b.py'),
  packed('lib/tidemark/d.json'),
  packed('lib/tidemark/plugins/p.py'),
]

function judged(change: (files: typeof GOOD) => typeof GOOD): string[] {
  return told(judgePacked(checked, CP312, change(GOOD)))
}

describe('a tarball after packing', () => {
  test('passes if it contains what was decided', () => {
    expect(judged((files) => files)).toEqual([])
  })

  test.each([
    ['source instead of bytecode', packed('lib/tidemark/a.py'), 'error source-not-allowed lib/tidemark/a.py'],
    ['source in capitals', packed('lib/tidemark/X.PY'), 'error source-not-allowed lib/tidemark/X.PY'],
    ['source of nobody', packed('lib/other.pyw'), 'error source-not-allowed lib/other.pyw'],
    [
      'bytecode instead of source',
      packed('lib/tidemark/plugins/p.pyc', PYC312),
      'error bytecode-not-allowed lib/tidemark/plugins/p.pyc',
    ],
    ['bytecode of nobody', packed('lib/other.pyc', PYC312), 'error bytecode-not-allowed lib/other.pyc'],
    [
      'bytecode that never imports',
      packed('lib/tidemark/__pycache__/a.cpython-312.pyc', PYC312),
      'error bytecode-shadowed lib/tidemark/__pycache__/a.cpython-312.pyc',
    ],
    ['a file that was left out', packed('lib/tidemark/a.pyi'), 'error file-excluded lib/tidemark/a.pyi'],
    ['a file of nobody', packed('lib/tidemark/notes.txt'), 'error file-not-planned lib/tidemark/notes.txt'],
    ['a command of nobody', packed('bin/other'), 'error file-not-planned bin/other'],
  ])('is refused for %s', (_, extra, expected) => {
    expect(judged((files) => [...files, extra])).toEqual([expected])
  })

  test.each([
    'lib/tidemark/a.pyc',
    'lib/tidemark/b.py',
    'lib/tidemark/d.json',
    'bin/import',
    'LICENSES/gnu/COPYING',
  ])('is refused if %s is missing', (path) => {
    expect(judged((files) => files.filter((file) => file.path !== path))).toContain(
      `error file-missing ${path}`,
    )
  })

  test('is refused if the bytecode beside a source is missing', () => {
    const path = 'lib/tidemark/__pycache__/b.cpython-312.pyc'
    expect(judged((files) => files.filter((file) => file.path !== path))).toEqual([
      `error file-missing ${path}`,
    ])
  })

  test.each([
    ['another Python', Buffer.from('a70d0d0a00000000', 'hex'), 'CPython 3.11'],
    ['no Python', Buffer.from('import os\n'), 'no Python at all'],
    ['an empty file', Buffer.alloc(0), 'no Python at all'],
  ])('is refused for bytecode of %s', (_, head, found) => {
    const files = GOOD.map((file) => (file.path === 'lib/tidemark/a.pyc' ? packed(file.path, head) : file))
    const findings = judgePacked(checked, CP312, files)
    expect(told(findings)).toEqual(['error bytecode-wrong-runtime lib/tidemark/a.pyc'])
    expect(findings[0]?.args['found']).toContain(found)
    expect(findings[0]?.subject.target).toBe('cp312-any')
  })

  test('on Python 2 has the bytecode beside the source', () => {
    const old = {
      ...checked.inventory,
      targets: [
        { target: { runtime: 'cp27', platform: 'any' }, distributions: ['tidemark-1.0'], commands: [] },
      ],
    }
    const again = judge(
      old,
      config({
        default: 'both',
        rules: [
          rule('exclude', { path: '**/*.{json,pyi}' }),
          rule('exclude', { path: 'tidemark/plugins/**' }),
          rule('exclude', { path: 'tidemark/b.py' }),
          rule('exclude', { path: 'bin/*' }),
        ],
      }),
    )
    const pyc = Buffer.from('03f30d0a00000000', 'hex')
    expect(
      told(
        judgePacked(again, { runtime: 'cp27', platform: 'any' }, [
          packed('lib/tidemark/a.py'),
          packed('lib/tidemark/a.pyc', pyc),
        ]),
      ),
    ).toEqual([])
  })
})

describe('a source twin', () => {
  const twin = [packed('EXUVIA.json'), packed('gnu-1.0/LICENSES/gnu/COPYING'), packed('gnu-1.0/lib/gnu/g.py')]

  test('contains the source of every distribution whose licence requires it', () => {
    expect(checked.sourceTwin).toEqual(['gnu-1.0'])
    expect(judgePacked(checked, 'source', twin)).toEqual([])
  })

  test.each([
    ['misses a module', twin.slice(0, 2), 'error file-missing gnu-1.0/lib/gnu/g.py'],
    [
      'contains bytecode',
      [...twin, packed('gnu-1.0/lib/gnu/g.pyc', PYC312)],
      'error bytecode-not-allowed gnu-1.0/lib/gnu/g.pyc',
    ],
    [
      "holds the vendor's own source",
      [...twin, packed('tidemark-1.0/lib/tidemark/a.py')],
      'error file-not-planned tidemark-1.0/lib/tidemark/a.py',
    ],
  ])('that %s is refused', (_, files, expected) => {
    expect(told(judgePacked(checked, 'source', files))).toEqual([expected])
  })
})
