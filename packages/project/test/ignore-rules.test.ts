import { readWildcard } from '@exuvia/model'
import { expect, test } from 'vitest'
import { ignoreRules } from '../src/ignore-rules.ts'

test.each(['-', 'a-', '[', '\\', '*', '!'])(
  'a pattern of 120,000 times %j costs nothing, and the others apply',
  (unit) => {
    const rules = ignoreRules([unit.repeat(120_000), '*.pyc'])
    expect([rules.ignores('a.pyc'), rules.ignores('a.py')]).toEqual([true, false])
  },
)

test.each(['![a', '[a,', '['])('a wildcard of 40,000 times %j is read at once', (unit) => {
  expect(readWildcard(unit.repeat(40_000))).toHaveLength(unit.length * 40_000)
})
