import type { PageData } from '../src/page/page-rows.ts'
import { copyButtons } from './copy.ts'
import { readRows } from './data.ts'
import { byId, fillChoice } from './element.ts'
import { showTable } from './table.ts'
import { type Grouping, growTree } from './tree.ts'
import { Treemap } from './treemap.ts'

// The script of a page. It reads the data that the page contains, and nothing else.

const data = JSON.parse(byId('data', HTMLElement).textContent) as PageData
const rows = readRows(data)

for (const part of document.querySelectorAll<HTMLElement>('.without-script')) part.hidden = true
for (const part of document.querySelectorAll<HTMLElement>('.with-script')) part.hidden = false

const group = byId('group', HTMLSelectElement)
const scope = byId('scope', HTMLSelectElement)
// An artifact that is gone has no file to draw.
fillChoice(scope, 'all tarballs', data.artifacts)
const map = new Treemap(byId('treemap', HTMLElement))

function drawMap(): void {
  map.show(
    growTree(data, rows, group.value as Grouping, scope.value === '' ? undefined : Number(scope.value)),
  )
}
group.addEventListener('change', drawMap)
scope.addEventListener('change', drawMap)
drawMap()
showTable(data, rows)
copyButtons()
