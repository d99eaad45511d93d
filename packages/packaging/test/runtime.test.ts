import { describe, expect, test } from 'vitest'
import { ExuviaError } from '@exuvia/model'
import { compareRuntimes, formatTarget, parseRuntime, parseTarget, runtimeInWords } from '../src/index.ts'

describe('a runtime tag', () => {
  test.each([
    ['cp312', { implementation: 'cp', major: 3, minor: 12, freeThreaded: false }],
    ['cp27', { implementation: 'cp', major: 2, minor: 7, freeThreaded: false }],
    ['pp39', { implementation: 'pp', major: 3, minor: 9, freeThreaded: false }],
    ['mpy6', { implementation: 'mpy', major: 6, minor: 0, freeThreaded: false }],
    ['cp313t', { implementation: 'cp', major: 3, minor: 13, freeThreaded: true }],
  ])('%s is split as PEP 425 says', (tag, parts) => {
    expect(parseRuntime(tag)).toEqual(parts)
  })

  test.each(['', 'cp', 'cp3', 'py3', 'cp3.12', 'cp312-any', 'CP312', 'cp312t', 'pp313t', 'cp27t', 'cp313tt'])(
    '"%s" is none',
    (tag) => {
      expect(parseRuntime(tag)).toBeUndefined()
    },
  )

  test('is put in words', () => {
    expect(runtimeInWords('cp312')).toBe('CPython 3.12')
    expect(runtimeInWords('pp39')).toBe('PyPy 3.9')
  })
})

test('runtimes are in the order of their versions', () => {
  const runtimes = ['cp310', 'pp39', 'mpy6', 'cp38', 'cp27', 'pp310', 'cp39', 'odd']
  expect(runtimes.toSorted(compareRuntimes)).toEqual([
    'cp27',
    'cp38',
    'cp39',
    'cp310',
    'mpy6',
    'odd',
    'pp39',
    'pp310',
  ])
})

describe('a target', () => {
  test.each(['cp312-any', 'cp311-manylinux_2_28_x86_64', 'mpy6-armv7emsp'])(
    '%s survives parsing and formatting',
    (text) => {
      expect(formatTarget(parseTarget(text))).toBe(text)
    },
  )

  test.each(['cp312', 'cp312-', 'any', '-any', 'cp312-Linux', '../cp312-any'])('"%s" is refused', (text) => {
    expect(() => parseTarget(text)).toThrow(ExuviaError)
  })
})
