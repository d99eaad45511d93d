import { expect, test } from 'vitest'
import { findPatterns } from '../src/patterns.ts'

test('finds every pattern of a source, with its comment', () => {
  const source = `const a = /x+/gi
// linear: a name has at most 80 characters
const b = text.replace(/(y+)+$/, '')
const c = new RegExp('z', 'u')
const d = RegExp(given)
const text = '/not a pattern/'
`
  expect(findPatterns('a.ts', source)).toEqual([
    { line: 1, source: 'x+', flags: 'gi', reason: undefined },
    { line: 3, source: '(y+)+$', flags: '', reason: 'a name has at most 80 characters' },
    { line: 4, source: 'z', flags: 'u', reason: undefined },
    { line: 5, source: undefined, flags: '', reason: undefined },
  ])
})
