import { largest } from '@exuvia/model'
import width from 'fast-string-width'

/** A column of a table on a terminal. */
export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
}

const GAP = '  '

/**
 * Formats a table, aligned by the columns that characters take on a terminal. If it is
 * wider than `limit`, a first cell that is too long gets its own line above its row.
 */
export function tableLines(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  limit: number,
): string[] {
  const all = [columns.map(({ title }) => title), ...rows]
  const widths = columns.map((_, index) => largest(all.map((row) => width(row[index] ?? ''))))
  const rest = widths.slice(1).reduce((sum, each) => sum + each + GAP.length, 0)
  const first = Math.max(Math.min(widths[0] ?? 0, limit - rest), width(columns[0]?.title ?? ''))
  return all.flatMap((row) => {
    const [name = '', ...others] = row
    const fits = width(name) <= first
    const cells = [fits ? name : '', ...others].map((cell, index) => {
      const space = ' '.repeat(Math.max(0, (index === 0 ? first : (widths[index] ?? 0)) - width(cell)))
      return columns[index]?.align === 'right' ? `${space}${cell}` : `${cell}${space}`
    })
    const line = cells.join(GAP).trimEnd()
    return fits ? [line] : [name, line]
  })
}

/** Columns that a table's column takes, including the gap after it. */
export function widthOf({
  title,
  cells,
}: {
  readonly title: string
  readonly cells: readonly string[]
}): number {
  return (
    largest(
      cells.map((cell) => width(cell)),
      width(title),
    ) + GAP.length
  )
}

/** Wraps words into lines of at most `limit` columns; indents later lines and breaks longer words. */
export function wrapText(text: string, limit: number, indent: string): string[] {
  const lines: string[] = []
  let line = /^ */.exec(text)?.[0] ?? ''
  for (const word of text.trimStart().split(' ')) {
    const joined = line.trim() === '' ? line + word : `${line} ${word}`
    if (width(joined) <= limit) {
      line = joined
      continue
    }
    if (line.trim() === '') {
      line = joined
    } else {
      lines.push(line)
      line = indent + word
    }
    while (width(line) > limit && line.trim().length > 1) {
      const head = columnsOf(line, limit)
      if (head === line) break
      lines.push(head)
      line = indent + line.slice(head.length)
    }
  }
  return [...lines, line]
}

/** The part of a text that fits `limit` columns, but at least one character after its indent. */
function columnsOf(text: string, limit: number): string {
  let head = ''
  for (const character of text) {
    if (head.trim() !== '' && width(head + character) > limit) break
    head += character
  }
  return head
}
