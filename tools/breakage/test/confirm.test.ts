import { finding } from '@exuvia/model'
import { expect, test } from 'vitest'
import { breakErrors, confirming, isUnexamined, pinOf } from '../src/confirm.ts'
import { POPULAR, readProgram, readPrograms } from '../src/program.ts'

const HEADER = `# /// script
# requires-python = "==3.12.*"
# dependencies = ["Tide.Mark==1.0"]
#
# [tool.breakage]
# breaks = ["-O"]
# confirms = ["tide/a.py:7"]
# ///
print(1)
`
const PROGRAM = readProgram('tide', 'tide.py', HEADER)
const SUBJECT = { path: 'tide/a.py', line: 7, distribution: 'Tide.Mark' }
const ARGS = { way: '-O', what: 'pop() in an assert', others: '', cure: 'optimize = 0', cured: '"tide"' }
const PIN = pinOf('Tide.Mark-1.0-py3-none-any.whl')

test('the errors of a wheel have its pin, their way and their place', () => {
  const found = [
    finding('assert-removed', 'error', SUBJECT, ARGS),
    finding('assert-removed', 'warning', { ...SUBJECT, line: 9 }, ARGS),
    finding('license-unknown', 'error', {}, { distribution: 'tide', found: 'none' }),
  ]
  const place = 'tide/a.py:7'
  expect(breakErrors(found, PIN)).toEqual([
    { pin: 'tide-mark==1.0', way: '-O', place, what: 'pop() in an assert' },
  ])
})

test.each([
  [{}, true],
  [{ pin: 'tide-mark==1.1' }, false],
  [{ way: '-OO' }, false],
  [{ place: 'tide/a.py:8' }, false],
] as const)('a program confirms an error of its wheel, way and place: %o', (changes, isConfirmed) => {
  const error = { pin: PIN, way: '-O', place: 'tide/a.py:7', what: '', ...changes } as const
  expect(confirming(error, [PROGRAM]) === PROGRAM).toBe(isConfirmed)
})

test('a wheel of which nothing was examined is told apart from one with a module that cannot be', () => {
  const args = { what: 'its sources are', reason: 'no Python' }
  expect(isUnexamined([finding('sources-not-examined', 'note', { artifact: 'a.whl' }, args)])).toBe(true)
  expect(isUnexamined([finding('sources-not-examined', 'note', SUBJECT, args)])).toBe(false)
})

test('every popular program names its way and the places that it shows', () => {
  const programs = readPrograms(POPULAR)
  expect(programs.length).toBeGreaterThan(20)
  for (const { confirms, breaks } of programs) {
    expect(confirms).not.toEqual([])
    expect(breaks).toHaveLength(1)
  }
})
