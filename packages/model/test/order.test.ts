import { array, assert, constantFrom, nat, property, record, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareText, sortedBy } from '../src/index.ts'

const text = string({ unit: 'grapheme', maxLength: 8 })

describe('compareText', () => {
  test('orders by code unit, whatever the locale: capitals, small letters, accents', () => {
    expect(['é', 'z', 'a', 'Z', '_', 'a-b', 'aB', ''].toSorted(compareText)).toEqual([
      '',
      'Z',
      '_',
      'a',
      'a-b',
      'aB',
      'z',
      'é',
    ])
  })

  test('is a total order', () => {
    assert(
      property(text, text, text, (a, b, c) => {
        expect(compareText(a, a)).toBe(0)
        expect(compareText(a, b) === 0).toBe(a === b)
        expect(compareText(a, b) + compareText(b, a)).toBe(0)
        const ascending = compareText(a, b) <= 0 && compareText(b, c) <= 0
        expect(ascending && compareText(a, c) > 0).toBe(false)
      }),
    )
  })
})

describe('sortedBy', () => {
  const items = array(record({ key: constantFrom('a', 'b', 'B', 'é', ''), id: nat() }))

  test('gives every item once, in order, and keeps the order of equal keys', () => {
    assert(
      property(items, (list) => {
        const indexed = list.map((item, index) => ({ ...item, index }))
        const sorted = sortedBy(indexed, ({ key }) => key)
        expect(sorted.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(
          list.map((_, index) => index),
        )
        for (const [at, item] of sorted.entries()) {
          const next = sorted[at + 1]
          if (next === undefined) continue
          expect(compareText(item.key, next.key)).toBeLessThanOrEqual(0)
          expect(item.key === next.key && item.index > next.index).toBe(false)
        }
      }),
    )
  })

  test('does not change its argument, and accepts any iterable', () => {
    const given = Object.freeze(['b', 'a'])
    expect(sortedBy(given, (item) => item)).toEqual(['a', 'b'])
    expect(given).toEqual(['b', 'a'])
    expect(sortedBy(new Set(['b', 'a']), (item) => item)).toEqual(['a', 'b'])
  })
})
