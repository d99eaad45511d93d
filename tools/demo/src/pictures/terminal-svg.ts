import { type Piece, piecesOf } from './ansi.ts'

/** Pixels of one character and one line. */
const CHARACTER = 8
const LINE = 19
const MARGIN = 20

/**
 * Draws lines of a terminal. The picture needs no font and no network: each piece of text has its place and its
 * length, so columns stand under each other in every monospaced font. It follows the reader's light or dark scheme.
 * @param title what the picture shows, and `about` what it says, for those who do not see it
 */
export function terminalSvg(lines: readonly string[], title: string, about: string): string {
  const rows = lines.map(piecesOf)
  const widths = rows.map((pieces) => pieces.reduce((sum, { text }) => sum + text.length, 0))
  const width = Math.max(...widths) * CHARACTER + 2 * MARGIN
  const height = rows.length * LINE + 2 * MARGIN
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title about">
<title id="title">${escaped(title)}</title>
<desc id="about">${escaped(about)}</desc>
<style>
${STYLE}
</style>
<rect width="${width}" height="${height}" rx="10" class="page"/>
<g xml:space="preserve">
${rows.flatMap((pieces, index) => row(pieces, MARGIN + (index + 0.75) * LINE)).join('\n')}
</g>
</svg>
`
}

const STYLE = `.page { fill: #f5f6f4; }
text { fill: #1b1f1d; font: 13px ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre; }
.bold { font-weight: 700; }
.dim { fill: #5c6560; }
.red { fill: #b3261e; }
.green { fill: #0b6b4f; }
.yellow { fill: #8a5300; }
.cyan { fill: #0f6674; }
@media (prefers-color-scheme: dark) {
.page { fill: #131715; }
text { fill: #e8ece9; }
.dim { fill: #a3ada7; }
.red { fill: #ff9d94; }
.green { fill: #6fd3ae; }
.yellow { fill: #f0be6c; }
.cyan { fill: #7fd1de; }
}`

function row(pieces: readonly Piece[], y: number): string[] {
  let at = 0
  return pieces.flatMap(({ text, style }) => {
    const start = at
    at += text.length
    const words = text.trimStart()
    if (words === '') return []
    const x = MARGIN + (start + text.length - words.length) * CHARACTER
    const named = style === '' ? '' : ` class="${style}"`
    return [
      `<text x="${x}" y="${y}" textLength="${words.trimEnd().length * CHARACTER}"${named}>${escaped(words.trimEnd())}</text>`,
    ]
  })
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
