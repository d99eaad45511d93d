import { formatBytes, type PycDescription } from '@exuvia/pipeline'
import {
  SHOWN,
  clip,
  count,
  firstLine,
  kindRows,
  more,
  pathLines,
  rows,
  section,
  some,
  title,
} from './parts.ts'

/** Formats the description of a .pyc for a terminal. */
export function formatPyc(file: string, description: PycDescription): string {
  const { code } = description
  const facts = [
    ['Python', `${description.runtime ?? 'unknown'}, magic number ${description.magic}`],
    ['loads on', description.loadableBy],
    ['header', headerInWords(description)],
    ['size', formatBytes(description.size)],
  ]
  if (code === undefined) {
    return `${title(file)}\n${rows([...facts, ['code', `not read: ${description.unread ?? 'it contains no code object'}`]])}`
  }
  const { counts } = code
  const holds = [
    count(counts.functions, 'function'),
    count(counts.classes, 'class', 'classes'),
    count(counts.docstrings, 'docstring'),
    count(counts.names, 'name'),
    count(counts.strings, 'string'),
  ]
  facts.push(
    ['optimised', levelInWords(code)],
    ['compiled as', code.filename],
    ['flags', code.flags.join(', ') || 'none'],
    ['contains', holds.join(', ')],
  )
  if (code.trailing > 0)
    facts.push(['trailing', `${formatBytes(code.trailing)} after the code, which Python ignores`])
  const parts = [
    `${title(file)}\n${rows(facts)}`,
    section('Size by kind', kindRows(code.sizes, description.size)),
  ]
  if (code.functions.length > 0) parts.push(functions(code.functions))
  parts.push(givesAway(code))
  return parts.join('\n\n')
}

type Code = NonNullable<PycDescription['code']>

function levelInWords({ optimize }: Code): string {
  const levels = optimize.levels.map((level) => (level === 0 ? 'none' : `-${'O'.repeat(level)}`))
  // linear: the look ahead stops at the next comma
  return `${levels.join(', ').replace(/, (?=[^,]*$)/, ' or ')} (${optimize.evidence})`
}

/** In the file's order; only the largest if there are many. */
function functions(all: Code['functions']): string {
  const many = all.length > SHOWN
  const shown = many ? [...all].sort((a, b) => b.size - a.size).slice(0, SHOWN) : all
  const list = shown.map((item) => [
    formatBytes(item.size).padStart(8),
    `line ${item.firstLine}`,
    item.kind,
    clip(item.qualifiedName, 80),
  ])
  const name = many ? `Functions and classes, the largest ${SHOWN} of ${all.length}` : 'Functions and classes'
  return section(name, rows(list) + more(all.length))
}

function givesAway(code: Code): string {
  const parts = [
    rows([
      ['names', some(code.names)],
      ['strings', some(code.strings.map(firstLine))],
      ...(code.byteStrings.length === 0 ? [] : [['bytes', some(code.byteStrings.map(firstLine))]]),
      ['docstrings', code.docstrings.length === 0 ? 'none' : `${code.docstrings.length}:`],
    ]),
  ]
  const docstrings = code.docstrings.slice(0, SHOWN)
  if (docstrings.length > 0) {
    const list = docstrings.map(({ where, text }) => [`  ${clip(where, 40)}`, clip(firstLine(text), 100)])
    parts.push(rows(list) + more(code.docstrings.length))
  }
  return section('What it reveals', [...parts, pathLines(code.outsidePaths)].join('\n'))
}

function headerInWords({ header }: PycDescription): string {
  if (header.kind === 'timestamp')
    return `by timestamp: the source's time was ${new Date(header.mtime * 1000).toISOString()}${header.sourceSize === undefined ? '' : `, its size ${header.sourceSize} bytes`}`
  if (header.kind === 'checked-hash') return `checked hash ${header.hash}: Python compares it with the source`
  return `unchecked hash ${header.hash}: Python does not check the source`
}
