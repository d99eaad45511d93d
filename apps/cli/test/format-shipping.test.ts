import type { ShippingDifference } from '@exuvia/pipeline'
import { expect, test } from 'vitest'
import { formatShipping } from '../src/format-shipping.ts'

const NOTHING: ShippingDifference = {
  outcome: 'same',
  targets: { compared: ['cp312-any'], added: [], removed: [] },
  distributions: [],
  unknown: [],
}

test('what ships otherwise is printed by distribution and by how it changed', () => {
  const paths = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `lib/gull/${name}.py`)
  const difference: ShippingDifference = {
    ...NOTHING,
    outcome: 'different',
    targets: { compared: ['cp312-any'], added: ['cp313-any'], removed: ['cp39-any'] },
    distributions: [
      {
        name: 'gull',
        state: 'changed',
        version: { old: '1.0', new: '2.0' },
        license: { old: 'MIT', new: 'GPL-3.0-only' },
        files: [
          { old: 'source', new: 'bytecode', targets: [], paths },
          { old: null, new: 'data', targets: ['cp312-any'], paths: ['lib/gull/\u001B[2J.txt'] },
        ],
      },
      {
        name: 'tern',
        state: 'added',
        version: '1.0',
        license: null,
        files: [{ old: null, new: 'source', targets: [], paths: ['lib/tern.py'] }],
      },
    ],
    unknown: [{ side: 'old', what: 'licenses', reason: 'there is no SBOM of the release' }],
  }
  const lines = formatShipping(difference, false)
  expect(lines).toEqual([
    'new target: cp313-any',
    'target gone: cp39-any',
    'gull',
    '    version: 1.0 → 2.0',
    '    licence: MIT → GPL-3.0-only',
    '    source → bytecode: 6 files',
    ...paths.slice(0, 5).map((at) => `        ${at}`),
    '        and 1 more; --all prints them',
    '    now ships as data: 1 file (cp312-any)',
    String.raw`        lib/gull/\u001b[2J.txt`,
    'new: tern 1.0',
    '    now ships as source: 1 file',
    'not compared: licences of the old side: there is no SBOM of the release',
  ])
  expect(formatShipping(difference, true)).toContain('        lib/gull/f.py')
})

test('nothing is said to be the same that is unknown', () => {
  expect(formatShipping(NOTHING, false)).toEqual(['everything ships as before'])
  const unknown = [{ side: 'new', what: 'dependencies', reason: 'no wheelhouse' }] as const
  expect(formatShipping({ ...NOTHING, outcome: 'unknown', unknown }, false)).toEqual([
    'not compared: dependencies of the new side: no wheelhouse',
    'no difference in what was compared; the rest is unknown',
  ])
})
