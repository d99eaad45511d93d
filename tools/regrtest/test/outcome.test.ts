import { expect, test } from 'vitest'
import { explain } from '../src/known.ts'
import { type Outcome, differences } from '../src/outcome.ts'

function outcome(status: Outcome['status'], ...cases: string[]): Outcome {
  return { status, cases, seconds: 1 }
}

test('a module that no longer passes is a difference, whatever its new outcome', () => {
  const plain = new Map(['test_a', 'test_b', 'test_c', 'test_d'].map((name) => [name, outcome('passed')]))
  const ours = new Map([
    ['test_a', outcome('failed')],
    ['test_b', outcome('skipped')],
    ['test_c', outcome('passed')],
  ])
  expect(differences(plain, ours)).toEqual([
    { module: 'test_a', moduleFails: true, cases: [] },
    { module: 'test_b', moduleFails: true, cases: [] },
    { module: 'test_d', moduleFails: true, cases: [] },
  ])
})

test('a case that no longer passes is a difference, even in a module that fails anyway; names can repeat', () => {
  const plain = new Map([['test_a', outcome('failed', 'one', 'two', 'two', 'three')]])
  const ours = new Map([['test_a', outcome('failed', 'two', 'three', 'four')]])
  expect(differences(plain, ours)).toEqual([{ module: 'test_a', moduleFails: false, cases: ['one', 'two'] }])
})

test('a failure in both, or a pass only in ours, is not a difference', () => {
  const plain = new Map([['test_a', outcome('failed', 'one')]])
  expect(differences(plain, new Map([['test_a', outcome('passed', 'one', 'two')]]))).toEqual([])
})

const without = (...args: Parameters<typeof explain>): readonly string[] => explain(...args).unexplained

test('a difference is explained if all its cases are, for that Python and these lines', () => {
  const known = 'test.test_compile.TestSourcePositions.test_weird_attribute_position_regressions'
  const difference = { module: 'test_compile', moduleFails: false, cases: [known] }
  expect(explain(difference, '3.12', 'lines').reasons.join()).toContain('columns')
  expect(without(difference, '3.12', 'lines')).toEqual([])
  expect(without(difference, '3.12', 'full')).toEqual([known])
  expect(without(difference, '3.10', 'lines')).toEqual([known])
  expect(without({ ...difference, cases: [known, 'another'] }, '3.12', 'lines')).toEqual(['another'])
  expect(without({ ...difference, cases: [] }, '3.12', 'lines')).toEqual(['test_compile'])
})

test('without lines, only the cases that need lines are explained, not others of their modules', () => {
  const cases = [
    'test.test_frame.ClearTest.test_lineno_with_tracing',
    'test.test_frame.ClearTest.test_clear_locals',
  ]
  const difference = { module: 'test_frame', moduleFails: false, cases }
  expect(explain(difference, '3.12', 'none').unexplained).toEqual([cases[1]])
  expect(explain(difference, '3.12', 'lines').unexplained).toEqual(cases)
})
