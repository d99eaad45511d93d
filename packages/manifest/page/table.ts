import type { PageData } from '../src/page/page-rows.ts'
import { formatBytes, formatChange } from '../src/sizes.ts'
import { type Row, pathOf } from './data.ts'
import { byId, element, fillChoice } from './element.ts'

/** Rows that are shown at once; the button below shows as many more. */
const PAGE = 25

interface Column {
  readonly title: string
  readonly isNumber?: boolean
  /** Orders two rows; the first press on the heading sorts so. */
  readonly compare: (a: Row, b: Row) => number
  readonly cell: (row: Row) => string
}

/** Shows the files as a table that sorts by its headings and filters by the controls above it. */
export function showTable(data: PageData, rows: readonly Row[]): void {
  const columns = columnsOf(data)
  const table = byId('table', HTMLTableElement)
  const find = byId('find', HTMLInputElement)
  const more = byId('more', HTMLButtonElement)
  const choices = [
    choice('of-target', 'all tarballs', data.artifacts, (row) => row.artifact),
    choice('of-kind', 'all kinds', data.kinds, (row) => row.kind),
    choice('of-distribution', 'all distributions', data.distributions, (row) => row.distribution),
    ...(data.compared
      ? [choice('of-change', 'all files', data.changes.slice(1), (row) => row.change - 1)]
      : []),
  ]
  // The largest first.
  let sorted = { column: columns.findIndex(({ title }) => title === 'Size'), isDown: false }
  let shown = PAGE

  const head = element('tr')
  const body = element('tbody')
  for (const [index, column] of columns.entries()) {
    const button = element('button', { type: 'button', class: 'sort' }, [column.title])
    button.addEventListener('click', () => {
      sorted = { column: index, isDown: sorted.column === index && !sorted.isDown }
      shown = PAGE
      draw()
    })
    head.append(element('th', { scope: 'col', class: alignment(column) }, [button]))
  }
  table.replaceChildren(
    element('caption', { class: 'hidden' }, ['Files of the release']),
    element('thead', {}, [head]),
    body,
  )

  function draw(): void {
    const words = find.value.toLowerCase()
    const found = rows.filter(
      (row) =>
        choices.every((fits) => fits(row)) &&
        (words === '' || pathOf(data, row.path).toLowerCase().includes(words)),
    )
    const { compare } = columns[sorted.column] ?? { compare: () => 0 }
    found.sort((a, b) => (sorted.isDown ? compare(b, a) : compare(a, b)))
    for (const [index, cell] of [...head.children].entries()) {
      if (index !== sorted.column) cell.removeAttribute('aria-sort')
      else
        cell.setAttribute(
          'aria-sort',
          isAscending(columns[index], sorted.isDown) ? 'ascending' : 'descending',
        )
    }
    body.replaceChildren(...found.slice(0, shown).map((row) => lineOf(row, columns)))
    const bytes = formatBytes(found.reduce((sum, { size }) => sum + size, 0))
    const count = `${found.length.toLocaleString('en-US')} of ${rows.length.toLocaleString('en-US')} files, ${bytes}`
    byId('found', HTMLElement).textContent =
      found.length > shown ? `${count}. The first ${shown} are shown.` : `${count}.`
    more.hidden = found.length <= shown
  }

  function choice(
    id: string,
    all: string,
    names: readonly string[],
    of: (row: Row) => number,
  ): (row: Row) => boolean {
    const select = byId(id, HTMLSelectElement)
    fillChoice(select, all, names)
    select.addEventListener('change', restart)
    return (row) => select.value === '' || of(row) === Number(select.value)
  }
  function restart(): void {
    shown = PAGE
    draw()
  }
  find.addEventListener('input', restart)
  more.addEventListener('click', () => {
    shown += PAGE
    draw()
  })
  draw()
}

function lineOf(row: Row, columns: readonly Column[]): HTMLElement {
  return element(
    'tr',
    {},
    columns.map((column, index) =>
      index === 0
        ? element('th', { scope: 'row', class: 'text' }, [column.cell(row)])
        : element('td', { class: alignment(column) }, [column.cell(row)]),
    ),
  )
}

/** A column of texts. */
function textColumn(title: string, cell: (row: Row) => string): Column {
  const compare = (a: Row, b: Row): number =>
    order(cell(a), cell(b)) || a.path - b.path || a.artifact - b.artifact
  return { title, cell, compare }
}

function columnsOf(data: PageData): Column[] {
  const size: Column = {
    title: 'Size',
    isNumber: true,
    cell: (row) => (data.changes[row.change] === 'gone' ? '-' : formatBytes(row.size)),
    compare: (a, b) => b.size - a.size || a.path - b.path || a.artifact - b.artifact,
  }
  const change: Column = {
    title: 'Change',
    cell: (row) => changeInWords(data, row),
    compare: (a, b) => growth(b) - growth(a) || a.path - b.path || a.artifact - b.artifact,
  }
  return [
    textColumn('File', (row) => pathOf(data, row.path)),
    size,
    ...(data.compared ? [change] : []),
    textColumn('Kind', (row) => data.kinds[row.kind] ?? ''),
    textColumn('Distribution', (row) => data.distributions[row.distribution] ?? ''),
    textColumn('Target', (row) => data.artifacts[row.artifact] ?? ''),
  ]
}

function alignment(column: Column): string {
  return column.isNumber === true ? 'number' : 'text'
}

/** Numbers are sorted from the largest at first, texts from the smallest. */
function isAscending(column: Column | undefined, isDown: boolean): boolean {
  const isText = column?.title !== 'Size' && column?.title !== 'Change'
  return isText ? !isDown : isDown
}

function growth(row: Row): number {
  return row.size - row.before
}

function changeInWords(data: PageData, row: Row): string {
  const word = data.changes[row.change] ?? ''
  if (word === 'grew' || word === 'shrank') return `${word}: ${formatChange(row.before, row.size)}`
  return word === 'gone' ? `gone: ${formatBytes(row.before)}` : word
}

function order(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
