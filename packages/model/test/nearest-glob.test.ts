import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { editDistance, nearestGlob } from '../src/index.ts'

const PATHS = [
  'tidemark/__init__.py',
  'tidemark/cli.py',
  'tidemark/plugins/base.py',
  'tidemark/plugins/deep/more.py',
  'docs/index.md',
  'README.md',
]

describe('the suggestion for a glob that matches nothing', () => {
  test.each([
    ['tidemark/plugin/**', 'tidemark/plugins/**'],
    ['tidmark/**/*.py', 'tidemark/**/*.py'],
    ['tidemark/plugins/depe/*.py', 'tidemark/plugins/deep/*.py'],
    ['tidemark/cil.py', 'tidemark/cli.py'],
    ['tidemark/plugin', 'tidemark/plugins'],
    ['README.rst', 'README.md'],
    // The folders are right, and the rest is what matches nothing.
    ['tidemark/plugins/*.txt', undefined],
    ['*.txt', undefined],
    ['nowhere/at/all/**', undefined],
  ])('%s', (glob, meant) => {
    expect(nearestGlob(glob, PATHS)).toBe(meant)
    expect(nearestGlob(glob, PATHS.toReversed())).toBe(meant)
  })

  test('differs from the written glob, and keeps everything after the first wildcard', () => {
    const path = fc.array(fc.constantFrom('a', 'ab', 'abc', 'abd', 'b'), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(path, fc.array(path), (wanted, paths) => {
        const glob = `${wanted.join('/')}/*.py`
        const meant = nearestGlob(
          glob,
          paths.map((parts) => `${parts.join('/')}/x.py`),
        )
        expect(meant).not.toBe(glob)
        expect(meant === undefined || meant.endsWith('/*.py')).toBe(true)
      }),
    )
  })
})

describe('the distance of two words', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 8 })

  test('is zero for equal words only, the same both ways, and never more by way of a third', () => {
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b) === 0).toBe(a === b)
        expect(editDistance(a, b)).toBe(editDistance(b, a))
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c))
      }),
    )
  })
})
