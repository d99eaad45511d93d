import { finding } from '@exuvia/model'
import { expect, test } from 'vitest'

import { printFindings } from '../src/finding-printer.ts'

const missing = (index: number, severity: 'error' | 'warning') =>
  finding('no-such-file', severity, { path: `a${index}` }, { file: `F${index}` })

test('of each kind of finding a hundred are printed, and a count of the others', () => {
  const lines: string[] = []
  const many = Array.from({ length: 20_000 }, (_, index) => missing(index, 'warning'))
  printFindings([...many, missing(1, 'error')], (line) => lines.push(line))
  expect(lines).toHaveLength(102)
  expect(lines[99]).toMatch(/^warning a99: F99 /)
  expect(lines[100]).toMatch(/^error a1: F1 /)
  expect(lines[101]).toBe('and 19,900 more of warning no-such-file: --json lists them')
})

test('a hundred findings of a kind are all of them', () => {
  const lines: string[] = []
  const all = Array.from({ length: 100 }, (_, index) => missing(index, 'error'))
  printFindings(all, (line) => lines.push(line))
  expect(lines).toHaveLength(100)
})
