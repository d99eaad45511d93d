import { expect, test } from 'vitest'
import { addAll, firstOf, largest, recordOf, smallest } from '../src/index.ts'

const LONG = Array.from({ length: 500_000 }, (_, index) => index)

test('a list of any length is appended and compared', () => {
  const list = [-1]
  addAll(list, LONG)
  expect(list).toHaveLength(500_001)
  expect(list.at(-1)).toBe(499_999)
  expect([largest(LONG), smallest(LONG)]).toEqual([499_999, 0])
  // The reason for these functions.
  expect(() => [].push(...(LONG as never[]))).toThrow(RangeError)
})

test('an empty list has no largest and no smallest number', () => {
  expect([largest([]), largest([], 0), smallest([])]).toEqual([-Infinity, 0, Infinity])
})

test('a record of names from a file inherits nothing', () => {
  const record = recordOf([['a', 1]])
  expect(record['constructor']).toBeUndefined()
  expect({ ...recordOf([['__proto__', { polluted: 1 }]]) }).not.toHaveProperty('polluted')
})

test('a message names the first items, and counts the others', () => {
  expect(firstOf(['a', 'b'], 2)).toEqual(['a', 'b'])
  expect(firstOf(['a', 'b', 'c', 'd'], 2)).toEqual(['a', 'b', 'and 2 more'])
})
