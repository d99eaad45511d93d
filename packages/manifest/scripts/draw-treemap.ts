import { readFileSync } from 'node:fs'
import { readRows } from '../page/data.ts'
import { type Placed, divide } from '../page/layout.ts'
import { growTree, mainKind, partsBySize, unwrapped } from '../page/tree.ts'
import { parseManifest } from '../src/index.ts'
import { FILE_KINDS } from '../src/page/file-kind.ts'
import { describePageData } from '../src/page/page-data.ts'
import { formatBytes } from '../src/sizes.ts'

// Prints the map that `exuvia report --html` draws as an SVG, of one target: node scripts/draw-treemap.ts MANIFEST

const WIDTH = 900
const HEIGHT = 420
const LEGEND = 34
/** Square pixels of the smallest part with a rectangle of its own. */
const LEAST = 120

const [file = ''] = process.argv.slice(2)
const manifest = parseManifest(readFileSync(file, 'utf8'), file)
const data = describePageData(manifest, undefined)
const scope = data.artifacts.findIndex((name) => name.startsWith('cp312'))
const target = data.artifacts[scope] ?? ''
const root = unwrapped(growTree(data, readRows(data), 'distribution', scope))
const perPixel = root.size / (WIDTH * HEIGHT)

/** The distributions, then what is in them, until a rectangle would be too small to see. */
function leaves(places: readonly Placed[]): Placed[] {
  return places.flatMap((place) => {
    const inner = partsBySize(place.part, perPixel * LEAST, 0)
    return inner.length === 0 ? [place] : leaves(divide(inner, place))
  })
}

const groups = divide(partsBySize(root, perPixel * LEAST, 60), { x: 0, y: 0, width: WIDTH, height: HEIGHT })
const rectangles = leaves(groups)
const kinds = [...new Set(rectangles.map(({ part }) => mainKind(part)))].sort((a, b) => a - b)

const drawn = rectangles.map(
  ({ part, x, y, width, height }) =>
    `<rect class="k${mainKind(part)}" x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}"/>`,
)
const frames = groups.map(
  ({ x, y, width, height }) =>
    `<rect class="frame" x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}"/>`,
)
const labels = groups.flatMap(({ part, x, y, width, height }) => {
  const words = `${part.name} · ${formatBytes(part.size)}`
  const length = words.length * 7.2 + 14
  if (length > width || height < 30) return []
  return [
    `<rect class="chip" x="${fixed(x + 6)}" y="${fixed(y + 6)}" width="${fixed(length)}" height="22" rx="5"/>`,
    `<text x="${fixed(x + 13)}" y="${fixed(y + 21)}" textLength="${fixed(length - 14)}">${escaped(words)}</text>`,
  ]
})
// The larger files, at the lower edge, where no distribution has its label.
const names = rectangles.flatMap(({ part, x, y, width, height }) => {
  const length = part.name.length * 7.2
  if (length > width - 16 || height < 48) return []
  return [
    `<text x="${fixed(x + 8)}" y="${fixed(y + height - 9)}" textLength="${fixed(length)}">${escaped(part.name)}</text>`,
  ]
})
let at = 1
const legend = kinds.flatMap((kind) => {
  const words = FILE_KINDS[kind] ?? ''
  const x = at
  at += words.length * 7.2 + 42
  return [
    `<rect class="k${kind}" x="${fixed(x)}" y="${HEIGHT + 13}" width="13" height="13" rx="3"/>`,
    `<text class="quiet" x="${fixed(x + 20)}" y="${HEIGHT + 24}" textLength="${fixed(words.length * 7.2)}">${words}</text>`,
  ]
})

process.stdout
  .write(`<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT + LEGEND}" viewBox="0 0 ${WIDTH} ${HEIGHT + LEGEND}" role="img" aria-labelledby="title about">
<title id="title">${escaped(`${data.title}, ${target}: where every byte went`)}</title>
<desc id="about">${escaped(`${formatBytes(root.size)} unpacked in ${root.files} files. ${groups.map(({ part }) => `${part.name}: ${formatBytes(part.size)}`).join('; ')}. An area is in proportion to its bytes; the colour is the kind of file.`)}</desc>
<style>
${style()}
</style>
${[...drawn, ...frames, ...names, ...labels, ...legend].join('\n')}
</svg>
`)

/** The colours of the page, light and dark. */
function style(): string {
  const css = readFileSync(new URL('../page/style.css', import.meta.url), 'utf8')
  const [light = '', dark = ''] = css.split('@media (prefers-color-scheme: dark)')
  const inDark = rulesOf(coloursOf(dark.split('\n}')[0] ?? ''))
  return `${rulesOf(coloursOf(light))}\n@media (prefers-color-scheme: dark) {\n${inDark}\n}`
}

function coloursOf(css: string): (name: string) => string {
  const values = new Map(
    [...css.matchAll(/--(k\d|page|text|quiet|chip): (#[0-9a-f]+);/g)].map(([, name, value]) => [name, value]),
  )
  return (name) => values.get(name) ?? ''
}

function rulesOf(colour: (name: string) => string): string {
  return [
    ...kinds.map(
      (kind) => `.k${kind} { fill: ${colour(`k${kind}`)}; stroke: ${colour('page')}; stroke-width: 0.7; }`,
    ),
    `.frame { fill: none; stroke: ${colour('page')}; stroke-width: 3; }`,
    `.chip { fill: ${colour('chip')}; }`,
    `text { fill: ${colour('text')}; font: 12px ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; }`,
    `.quiet { fill: ${colour('quiet')}; }`,
  ].join('\n')
}

function fixed(value: number): string {
  return String(Math.round(value * 100) / 100)
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
