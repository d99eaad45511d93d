import { aligned } from '@exuvia/test-needs'
import type { Row } from './prove.ts'

/** kind × command × outcome: how many inputs, and the most that one of them used. */
export function formatTable(rows: readonly Row[]): string {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = `${row.kind}\0${row.command}\0${row.words}`
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const header = ['kind', 'command', 'outcome', 'inputs', 'CPU s', 'wall s', 'MB', 'run again']
  const lines = [...groups.values()].map((group) => {
    const [first] = group
    const most = (of: (row: Row) => number): number => Math.max(...group.map(of))
    return [
      first?.kind ?? '',
      first?.command ?? '',
      first?.words ?? '',
      String(group.length),
      most(({ cpu }) => cpu).toFixed(1),
      most(({ wall }) => wall).toFixed(1),
      most(({ megabytes }) => megabytes).toFixed(0),
      String(group.reduce((sum, { repeated }) => sum + repeated, 0)),
    ]
  })
  return aligned([header, ...lines])
}
