import { type Finding, finding } from '@exuvia/model'
import { expect, test } from 'vitest'
import { suggestRules } from '../src/index.ts'

const CODES = { '-O': 'assert-removed', '-OO': 'docstring-removed', 'no-source': 'source-needed' } as const

function found(
  way: keyof typeof CODES,
  cure: string,
  cured: string,
  severity: Finding['severity'] = 'error',
): Finding {
  const args = { way, what: `${way} ${cure}`, others: '', cure, cured }
  return finding(CODES[way], severity, { distribution: 'any' }, args)
}

const EMPTY = 'docstrings = "empty"'
const KEEP = 'docstrings = "keep"'

test('one rule for each distribution, with the fewest settings that cure it', () => {
  expect(
    suggestRules([
      found('-OO', EMPTY, '"b"'),
      found('-OO', KEEP, '"b"'),
      found('-O', 'optimize = 0', '"b"'),
      found('-OO', EMPTY, '"a", "c"'),
      found('no-source', 'ship = "source"', '"c"'),
      found('-O', 'optimize = 0', '"d"', 'warning'),
      finding('license-unknown', 'error', {}, { distribution: 'e', found: 'x' }),
    ]),
  ).toEqual([
    { distribution: 'a', settings: [EMPTY], reason: `-OO: -OO ${EMPTY}` },
    {
      distribution: 'b',
      settings: ['optimize = 0', KEEP],
      reason: `-OO: -OO ${EMPTY}; -OO: -OO ${KEEP}; -O: -O optimize = 0`,
    },
    {
      distribution: 'c',
      settings: ['ship = "source"'],
      reason: `-OO: -OO ${EMPTY}; no-source: no-source ship = "source"`,
    },
  ])
})

test('a long reason is cut, and equal ones are named once', () => {
  const many = Array.from({ length: 50 }, () => found('-OO', EMPTY, '"a"'))
  expect(suggestRules(many)[0]?.reason).toBe(`-OO: -OO ${EMPTY}`)
  const long = { ...found('-OO', EMPTY, '"a"') }
  const [rule] = suggestRules([{ ...long, args: { ...long.args, what: 'x'.repeat(500) } }])
  expect(rule?.reason).toHaveLength(160)
})
