import { expect, test } from 'vitest'
import { findSpreads } from '../src/spreads.ts'

test('finds every call that spreads a list into arguments, with its comment', () => {
  const source = `list.push(...items)
// few: a path has at most 4096 characters
const at = join(root, ...parts)
const most = Math.max(
  0,
  ...numbers,
)
const copy = [...items]
const set = new Set([...items])
const made = new Thing(...given)
build(...SOME_OPTIONS)
`
  expect(findSpreads('a.ts', source)).toEqual([
    { line: 1, text: 'list.push(...items)', reason: undefined },
    { line: 3, text: 'join(root, ...parts)', reason: 'a path has at most 4096 characters' },
    { line: 4, text: 'Math.max( 0, ...numbers, )', reason: undefined },
    { line: 10, text: 'new Thing(...given)', reason: undefined },
  ])
})
