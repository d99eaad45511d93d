import { type Finding, finding } from '@exuvia/model'
import { wrapText } from '@exuvia/pipeline'
import { expect, test } from 'vitest'

import { FindingFold } from '../src/fold-findings.ts'
import { columns, formatFinding } from '../src/terminal.ts'

function missing(path: string, file = 'LICENSE'): Finding {
  return finding('no-such-file', 'warning', { path }, { file })
}

test('findings that say the same of several places become one with a count', () => {
  const shown: string[] = []
  const fold = new FindingFold(([first, ...others]) => {
    if (first !== undefined) shown.push(formatFinding(first, others))
  })
  for (const path of ['a', 'b', 'c', 'd', 'e', 'f']) fold.add(missing(path))
  fold.add(missing('g', 'NOTICE'))
  fold.add({ ...missing('h', 'NOTICE'), severity: 'note' })
  fold.flush()
  fold.flush()
  expect(shown).toEqual([
    'warning a: LICENSE does not exist\n    check the path\n    and 5 more: b, c, d, e, …',
    'warning g: NOTICE does not exist\n    check the path',
    'note h: NOTICE does not exist\n    check the path',
  ])
})

test('no finding is lost, whatever the order', () => {
  const shown: Finding[] = []
  const fold = new FindingFold((alike) => shown.push(...alike))
  const all = ['x', 'y', 'x', 'x', 'y'].map((name, index) => missing(String(index), name))
  for (const item of all) fold.add(item)
  fold.flush()
  expect(shown).toEqual(all)
})

test('a table wraps its last column at the width of the terminal, beside the others or below them', () => {
  const rows = [
    ['bytecode', '14', 'preset source-free: bytecode without its source'],
    ['data', '2', 'short'],
  ]
  expect(columns(rows).split('\n')).toHaveLength(2)
  for (const width of [24, 40, 60, 160]) {
    const lines = columns(rows, width, wrapText).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
    expect(lines.join(' ').replaceAll(/ +/g, ' ')).toBe(columns(rows).replaceAll(/[ \n]+/g, ' '))
  }
  expect(columns(rows, 24, wrapText).split('\n')[0]).toBe('bytecode  14')
})
