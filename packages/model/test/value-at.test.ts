import { describe, expect, test } from 'vitest'
import { hasMoreValues, valueAt } from '../src/index.ts'

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

test('values are counted with the lists and tables that hold them', () => {
  const value = { policy: { rules: [{ ship: 'both' }, 1] } }
  expect([5, 6].map((most) => hasMoreValues(value, most))).toEqual([true, false])
})
