import { describe, expect, test } from 'vitest'
import { problemOptions, valueAt } from '../src/index.ts'

describe('the value at a path', () => {
  const value = { policy: { rules: [{ ship: 'both' }] } }

  test.each<[PropertyKey[], unknown]>([
    [[], value],
    [['policy', 'rules', 0, 'ship'], 'both'],
    [['policy', 'rules', 1], undefined],
    [['policy', 'rules', 0, 'ship', 'length'], undefined],
    [['constructor'], undefined],
    [['policy', '__proto__'], undefined],
  ])('%j', (path, expected) => {
    expect(valueAt(value, path)).toBe(expected)
  })
})

const list = (length: number) => ({ rules: Array.from({ length }, () => 1) })

test('every problem of a value is named, unless it has more than 20,000 values', () => {
  expect([19_998, 19_999].map((length) => problemOptions(list(length)).abortEarly)).toEqual([false, true])
})
