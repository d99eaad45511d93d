import { expect, test } from 'vitest'
import { rotated, summarize } from '../../src/start/statistics.ts'

// numpy.quantile([...], [0.25, 0.5, 0.75]) gives these.
test.each([
  [[7], { lower: 7, median: 7, upper: 7 }],
  [[4, 1, 3, 2], { lower: 1.75, median: 2.5, upper: 3.25 }],
  [[10, 2, 38, 23, 38, 23, 21], { lower: 15.5, median: 23, upper: 30.5 }],
])('the median and the quartiles of %j', (times, expected) => {
  expect(summarize(times)).toStrictEqual(expected)
})

test('in as many rounds as there are forms, each is once in each place', () => {
  const rounds = [0, 1, 2].map((round) => rotated(['a', 'b', 'c'], round))
  for (const place of [0, 1, 2]) expect(new Set(rounds.map((round) => round[place])).size).toBe(3)
})
