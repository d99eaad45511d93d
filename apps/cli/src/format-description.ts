import { formatBytes, type PycDescription } from '@exuvia/pipeline'
import { columns, paintOut, safe } from './terminal.ts'

/** How many names, strings and functions a person is shown; `--json` has all. */
const SHOWN = 20

const KINDS = [
  ['code', 'instructions'],
  ['caches', 'inline caches'],
  ['names', 'names'],
  ['strings', 'strings'],
  ['docstrings', 'docstrings'],
  ['constants', 'other constants'],
  ['lineTables', 'line tables'],
  ['exceptionTables', 'exception tables'],
  ['fileNames', 'file names'],
  ['framing', 'framing'],
] as const

/** What a .pyc is, as a page for a terminal. */
export function formatDescription(file: string, description: PycDescription): string {
  const { code } = description
  const facts = [
    ['Python', `${description.runtime ?? 'unknown'}, magic number ${description.magic}`],
    ['loads on', description.loadableBy],
    ['header', headerInWords(description)],
    ['size', formatBytes(description.size)],
  ]
  if (code === undefined) {
    return `${title(file)}\n${rows([...facts, ['code', `not read: ${description.unread ?? 'it holds no code object'}`]])}`
  }
  const levels = code.optimize.levels
    .map((level) => (level === 0 ? 'none' : `-${'O'.repeat(level)}`))
    .join(' or ')
  facts.push(
    ['optimised', `${levels} (${code.optimize.evidence})`],
    ['compiled as', code.filename],
    ['flags', code.flags.join(', ') || 'none'],
    [
      'holds',
      `${code.counts.functions} functions, ${code.counts.classes} classes, ${code.counts.docstrings} docstrings, ${code.counts.names} names, ${code.counts.strings} strings`,
    ],
  )
  if (code.docstring !== undefined) facts.push(['docstring', firstLine(code.docstring)])
  const sizes = KINDS.map(([key, words]) => [
    words,
    formatBytes(code.sizes[key]),
    percent(code.sizes[key], description.size),
  ])
  const parts = [
    `${title(file)}\n${rows(facts)}`,
    `${paintOut('bold', 'Where the bytes go')}\n${rows(sizes)}`,
  ]
  if (code.functions.length > 0) {
    const list = code.functions
      .slice(0, SHOWN)
      .map((item) => [`${item.firstLine}`, item.qualifiedName, item.kind, formatBytes(item.size)])
    parts.push(`${paintOut('bold', 'Functions and classes')}\n${rows(list)}${more(code.functions.length)}`)
  }
  parts.push(
    `${paintOut('bold', 'What it gives away')}\n${rows([
      ['names', some(code.names)],
      ['strings', some(code.strings.map(firstLine))],
    ])}`,
  )
  return parts.join('\n\n')
}

function title(file: string): string {
  return paintOut('bold', safe(file))
}

function rows(cells: readonly (readonly string[])[]): string {
  return columns(cells.map((row) => ['', ...row.map((cell) => safe(cell).replaceAll('\n', ' '))]))
}

function headerInWords({ header }: PycDescription): string {
  if (header.kind === 'timestamp')
    return `by timestamp: the source's time was ${new Date(header.mtime * 1000).toISOString()}${header.sourceSize === undefined ? '' : `, its size ${header.sourceSize} bytes`}`
  if (header.kind === 'checked-hash') return `checked hash ${header.hash}: Python compares it with the source`
  return `unchecked hash ${header.hash}: Python never looks at the source`
}

function percent(part: number, whole: number): string {
  return `${((100 * part) / whole).toFixed(1).padStart(5)} %`
}

function some(items: readonly string[]): string {
  const list = items.slice(0, SHOWN).map((item) => (item.length > 40 ? `${item.slice(0, 39)}…` : item))
  return `${list.join(', ') || 'none'}${items.length > SHOWN ? `, and ${items.length - SHOWN} more` : ''}`
}

function more(count: number): string {
  return count > SHOWN ? `\n  and ${count - SHOWN} more; --json shows all` : ''
}

function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n')
  return line
}
