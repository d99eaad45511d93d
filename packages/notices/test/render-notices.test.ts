import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type NoticedSoftware, renderNotices } from '../src/index.ts'

const MIT = 'MIT License\n\nPermission is hereby granted'

function software(name: string, more: Partial<NoticedSoftware> = {}): NoticedSoftware {
  return {
    name,
    version: '1.0',
    license: { expression: 'MIT', source: 'license-expression', found: 'License-Expression: MIT' },
    wheel: `${name}-1.0-py3-none-any.whl`,
    texts: [{ path: `LICENSES/${name}/LICENSE`, text: MIT }],
    ...more,
  }
}

test('notices list licence, evidence and texts of each distribution', () => {
  const copyleft = {
    expression: 'LGPL-3.0-only',
    source: 'license-text' as const,
    found: 'x',
    contradicts: true,
  }
  const text = renderNotices('tidemark 1.2.0, cp312-any', [
    software('gull'),
    software('tern', {
      license: copyleft,
      texts: [
        { path: 'LICENSES/tern/COPYING', text: 'GNU LESSER' },
        { path: 'LICENSES/tern/NOTICE', text: 'By A. Tern' },
      ],
    }),
  ])
  expect(text).toBe(`THIRD-PARTY NOTICES
tidemark 1.2.0, cp312-any

This archive contains the software below. The list follows from the files in the archive,
and the texts are those of its licence and notice files.

gull 1.0
  licence:  MIT
  evidence: License-Expression in its metadata
  wheel:    gull-1.0-py3-none-any.whl
  texts:    1

tern 1.0
  licence:  LGPL-3.0-only
  evidence: its licence texts, against its metadata
  wheel:    tern-1.0-py3-none-any.whl
  texts:    2, 3

================================================================================
Text 1
gull 1.0: LICENSES/gull/LICENSE
================================================================================

${MIT}

================================================================================
Text 2
tern 1.0: LICENSES/tern/COPYING
================================================================================

GNU LESSER

================================================================================
Text 3
tern 1.0: LICENSES/tern/NOTICE
================================================================================

By A. Tern
`)
})

test('equal texts are there once, with all files that have them', () => {
  const text = renderNotices('x', [software('gull'), software('tern')])
  expect(text.split(MIT)).toHaveLength(2)
  expect(text).toContain('Text 1\ngull 1.0: LICENSES/gull/LICENSE\ntern 1.0: LICENSES/tern/LICENSE\n')
})

test('a distribution without a text is named, and none is invented', () => {
  const text = renderNotices('x', [
    software('gull', {
      texts: [],
      license: { expression: 'BSD-3-Clause', source: 'guess', found: 'License: "BSD"' },
    }),
    software('tern', {
      texts: [],
      license: { expression: undefined, source: 'unknown', found: 'no licence named' },
    }),
  ])
  expect(text).toContain(`gull 1.0
  licence:  BSD-3-Clause (guessed)
  evidence: a guess from its metadata and texts
  metadata: License: "BSD"
  wheel:    gull-1.0-py3-none-any.whl
  texts:    none
`)
  expect(text).toContain('  licence:  unknown\n')
  expect(text).toContain(
    'Without a licence text: no file of these in the archive contains one.\n  gull 1.0\n  tern 1.0\n',
  )
  expect(text).not.toContain('Redistribution')
})

test('a file that is no plain text is named by its place', () => {
  const text = renderNotices('x', [
    software('gull', { texts: [{ path: 'LICENSES/gull/LICENSE.bin', text: undefined }] }),
  ])
  expect(text).toContain('  file:     LICENSES/gull/LICENSE.bin (not repeated here')
  expect(text).not.toContain('Without a licence text')
})

test('names of strangers stay on their lines', () => {
  const text = renderNotices('x', [
    software('gull', {
      version: '1.0\n  licence:  MIT',
      license: { expression: undefined, source: 'unknown', found: 'a\u001B[2Jb\r\nc' },
    }),
  ])
  expect(text).not.toMatch(/^ {2}licence: {2}MIT$/m)
  expect(text).toContain('metadata: a [2Jb c\n')
})

test('every text is in the notices, whatever the software', () => {
  const one = fc.record({
    name: fc.constantFrom('gull', 'tern', 'auk'),
    texts: fc.array(
      fc.record({ path: fc.constantFrom('A', 'B'), text: fc.constantFrom('one', 'two\ntwo', 'three') }),
    ),
  })
  fc.assert(
    fc.property(fc.array(one), (list) => {
      const text = renderNotices(
        'x',
        list.map(({ name, texts }) => software(name, { texts })),
      )
      for (const { texts } of list) for (const each of texts) expect(text).toContain(`\n\n${each.text}\n`)
      expect(text.endsWith('\n')).toBe(true)
    }),
  )
})
