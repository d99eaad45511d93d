import type { SectionText } from './section.ts'
import type { RstNames } from './rst-names.ts'
import { longestBackticks, renderRstInline } from './rst-inline.ts'
import { type RstTitle, readTitles } from './rst-titles.ts'

/** Admonitions and GitHub's alerts. */
const ALERTS: Readonly<Record<string, string>> = {
  note: 'NOTE',
  seealso: 'NOTE',
  hint: 'TIP',
  tip: 'TIP',
  important: 'IMPORTANT',
  attention: 'WARNING',
  warning: 'WARNING',
  caution: 'CAUTION',
  danger: 'CAUTION',
  error: 'CAUTION',
}
const CODE = new Set(['code', 'code-block', 'sourcecode', 'parsed-literal'])
/** A list item: a bullet, or a number with a dot or brackets. */
const ITEM = /^(?:([*+•-])|(?:(\d+|#)[.)]|\((\d+|#)\)))(\s+)/
/** Directives without output here. */
const SILENT = new Set(['contents', 'currentmodule', 'module', 'highlight', 'default-role', 'role', 'index'])

/** Directives that say what changed in which version. */
const VERSIONED: Readonly<Record<string, string>> = {
  versionadded: 'Added in version',
  versionchanged: 'Changed in version',
  deprecated: 'Deprecated since version',
  versionremoved: 'Removed in version',
}

/** Maximum nesting of lists and quotations; deeper text stays unchanged. */
const MOST_DEPTH = 30

interface Walk {
  readonly names: RstNames
  readonly kept: number[]
  /** Number of open blocks around this one. */
  readonly depth: number
}

/**
 * Converts a part of a reStructuredText document to Markdown: titles, paragraphs, lists, literal
 * blocks, code, notes, quotations and tables (unchanged, in a code block). Directives without a
 * Markdown equivalent stay unchanged, and their lines are reported.
 * @param first the first line's number in the document, from 0
 */
export function renderRstBlocks(lines: readonly string[], first: number, names: RstNames): SectionText {
  const walk: Walk = { names, kept: [], depth: 0 }
  const titles = readTitles(lines)
  return {
    text: render(lines, first, walk, titles)
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trim(),
    kept: walk.kept,
  }
}

/** Converts lines that begin at the same column to lines of Markdown. */
function render(
  lines: readonly string[],
  first: number,
  outer: Walk,
  titles: readonly RstTitle[] = [],
): string[] {
  if (outer.depth > MOST_DEPTH) {
    outer.kept.push(first + 1)
    return fence(trimBlank(lines), 'rst')
  }
  const walk = { ...outer, depth: outer.depth + 1 }
  const titleAt = new Map(titles.map((title) => [title.start, title]))
  const out: string[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at] ?? ''
    const title = titleAt.get(at)
    if (line.trim() === '') {
      out.push('')
      at += 1
    } else if (title === undefined) {
      const [end, block] = readBlock(lines, at, first, walk)
      // Keep the document's own blank lines between list items.
      const separator = ITEM.test(line) ? [] : ['']
      for (const each of [...separator, ...block, ...separator]) out.push(each)
      at = end
    } else {
      out.push(
        '',
        `${'#'.repeat(Math.min(title.depth + 2, 6))} ${renderRstInline(title.text, walk.names)}`,
        '',
      )
      at = title.end
    }
  }
  return out
}

type Block = readonly [end: number, lines: readonly string[]]

function readBlock(lines: readonly string[], at: number, first: number, walk: Walk): Block {
  const line = lines[at] ?? ''
  if (/^\.\.(?:\s|$)/.test(line)) return explicit(lines, at, first, walk)
  const item = ITEM.exec(line)
  if (item !== null) return listItem(lines, at, first, walk, item)
  if (/^\s/.test(line)) {
    const end = endOfIndented(lines, at)
    return [end, quote(render(dedent(lines.slice(at, end)), first + at, walk))]
  }
  if (/^(?:\+[-=+]+\+|=+(?: +=+)+)\s*$/.test(line)) return fenced(lines, at, endOfTable(lines, at), '')
  if (line.startsWith('>>> ')) return fenced(lines, at, endOfParagraph(lines, at), 'pycon')
  // A transition.
  // linear: it begins at the start, and blanks follow the one character
  if (/^([!-/:-@[-`{-~])\1{3,}\s*$/.test(line)) return [at + 1, ['---']]
  return paragraph(lines, at, first, walk)
}

function paragraph(lines: readonly string[], at: number, first: number, walk: Walk): Block {
  const end = endOfParagraph(lines, at)
  const next = lines[at + 1] ?? ''
  if (end === at + 1 && /^\s+\S/.test(next)) return definition(lines, at, first, walk)
  const text = lines.slice(at, end).join('\n')
  const literal = text.endsWith('::')
  // `text::` shows one colon, `::` alone none.
  const shown = literal ? beforeLiteral(text.slice(0, -2)) : text
  const prose = shown.trim() === '' ? [] : renderRstInline(fields(shown), walk.names).split('\n')
  if (!literal) return [end, prose]
  const bodyEnd = endOfIndented(lines, end)
  const body = bodyEnd === end ? [] : ['', ...fenced(lines, end, bodyEnd, '')[1]]
  return [bodyEnd, [...prose, ...body]]
}

function beforeLiteral(text: string): string {
  const bare = text.trimEnd()
  return bare === text && text !== '' ? `${text}:` : bare
}

/** Converts a term with its indented definition below. */
function definition(lines: readonly string[], at: number, first: number, walk: Walk): Block {
  const end = endOfIndented(lines, at + 1)
  const term = `- **${renderRstInline((lines[at] ?? '').trim(), walk.names)}**`
  const body = render(dedent(lines.slice(at + 1, end)), first + at + 1, walk)
  return [end, [term, ...indent(body, 2)]]
}

function listItem(
  lines: readonly string[],
  at: number,
  first: number,
  walk: Walk,
  match: RegExpExecArray,
): Block {
  const [head, bullet, number, bracketed] = match
  const isOutside = (line: string): boolean => line.trim() !== '' && indentOf(line) < Math.min(head.length, 2)
  const end = findLine(lines, at + 1, isOutside)
  const body = [(lines[at] ?? '').slice(head.length), ...dedent(lines.slice(at + 1, end))]
  const digits = number ?? bracketed
  const marker = bullet === undefined ? `${digits === undefined || digits === '#' ? '1' : digits}. ` : '- '
  const content = trimBlank(render(body, first + at, walk))
  const more = indent(content.slice(1), marker.length)
  // A blank line after an item makes a list loose; follow the document.
  const loose = (lines[end - 1] ?? '').trim() === ''
  return [end, [marker + (content[0] ?? ''), ...more, ...(loose ? [''] : [])]]
}

/** Converts comments, targets and directives. */
function explicit(lines: readonly string[], at: number, first: number, walk: Walk): Block {
  const end = endOfIndented(lines, at + 1)
  const line = lines[at] ?? ''
  // linear: it begins at the start, and each character fits one way
  const directive = /^\.\. ([A-Za-z](?:[\w.+-]|:(?!:))*)::(?:$|\s(.*)$)/s.exec(line)
  if (directive === null) {
    if (!/^\.\. (?:\[|\|)/.test(line) || /^\.\. \|[^|]+\| replace::/.test(line)) return [end, []]
    return keep(lines, at, end, first, walk)
  }
  const name = (directive[1] ?? '').toLowerCase()
  const argument = directive[2]?.trim() ?? ''
  const body = dedent(lines.slice(at + 1, end))
  if (SILENT.has(name)) return [end, []]
  if (CODE.has(name)) {
    const start = body.findIndex((each) => !/^:[\w-]+:/.test(each))
    return [end, fence(trimBlank(start === -1 ? [] : body.slice(start)), argument.split(/\s/)[0] ?? '')]
  }
  if (name === 'image' || name === 'figure') return [end, picture(argument, body, walk)]
  const versioned = VERSIONED[name]
  if (versioned !== undefined) {
    const [version = '', ...words] = argument.split(/\s+/)
    const [head = '', ...more] = trimBlank(render([words.join(' '), ...body], first + at, walk))
    return [end, [`**${versioned} ${version}:** ${head}`.replace(/:\*\* $/, '.**'), ...more]]
  }
  const alert = ALERTS[name]
  if (alert === undefined) return keep(lines, at, end, first, walk)
  const text = render(argument === '' ? body : [argument, ...body], first + at, walk)
  return [end, quote([`[!${alert}]`, ...trimBlank(text)])]
}

/** Converts a picture, which may be a link, and its caption below. */
function picture(file: string, body: readonly string[], { names }: Walk): string[] {
  const options = new Map(
    body.flatMap((line) => {
      const [, name, value] = /^:(alt|target):\s(.+)$/s.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value.trim()] as const]
    }),
  )
  const text = `![${(options.get('alt') ?? '').replaceAll(/[[\]\\]/g, String.raw`\$&`)}](<${file}>)`
  const target = options.get('target')
  const start = body.findIndex((line) => !/^:[\w-]+:/.test(line))
  const caption = start === -1 ? [] : trimBlank(body.slice(start))
  return [
    target === undefined ? text : `[${text}](<${target}>)`,
    ...(caption.length === 0 ? [] : ['', ...renderRstInline(caption.join('\n'), names).split('\n')]),
  ]
}

function keep(lines: readonly string[], at: number, end: number, first: number, walk: Walk): Block {
  walk.kept.push(first + at + 1)
  return [end, fence(trimBlank(lines.slice(at, end)), 'rst')]
}

function fenced(lines: readonly string[], at: number, end: number, language: string): Block {
  return [end, fence(trimBlank(dedent(lines.slice(at, end))), language)]
}

function fence(lines: readonly string[], language: string): string[] {
  const mark = '`'.repeat(Math.max(longestBackticks(lines.join('\n')), 2) + 1)
  return [mark + language.replaceAll(/[^\w+#.-]/g, ''), ...lines, mark]
}

/** Converts `:Date: today` at the beginning of a line. */
function fields(text: string): string {
  // linear: it begins at the start of a line, and a name ends at the next colon
  return text.replaceAll(/^:([A-Za-z][^:`\n]*):(?=\s|$)/gm, '**$1:**')
}

function quote(lines: readonly string[]): string[] {
  return trimBlank(lines).map((line) => (line === '' ? '>' : `> ${line}`))
}

function indent(lines: readonly string[], by: number): string[] {
  return lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line))
}

function dedent(lines: readonly string[]): string[] {
  const least = lines.reduce(
    (fewest, line) => (line.trim() === '' ? fewest : Math.min(fewest, indentOf(line))),
    Infinity,
  )
  return lines.map((line) => (line.trim() === '' ? '' : line.slice(Number.isFinite(least) ? least : 0)))
}

function trimBlank(lines: readonly string[]): string[] {
  const start = lines.findIndex((line) => line.trim() !== '')
  const end = lines.findLastIndex((line) => line.trim() !== '')
  return start === -1 ? [] : lines.slice(start, end + 1)
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** Returns the index of the first matching line from `start` on; the number of lines if there is none. */
function findLine(
  lines: readonly string[],
  start: number,
  test: (line: string, index: number) => boolean,
): number {
  let index = start
  while (index < lines.length && !test(lines[index] ?? '', index)) index += 1
  return index
}

function endOfParagraph(lines: readonly string[], at: number): number {
  return findLine(lines, at + 1, (line) => line.trim() === '' || /^\s/.test(line))
}

/** Finds the first line after `at` that is not indented, excluding the blank lines before it. */
function endOfIndented(lines: readonly string[], at: number): number {
  let end = at
  for (let index = at; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (line.trim() === '') continue
    if (!/^\s/.test(line)) break
    end = index + 1
  }
  return end
}

/** Finds a table's end: a grid table's last line; a simple table's third rule or the blank line after a rule. */
function endOfTable(lines: readonly string[], at: number): number {
  return findLine(lines, at + 1, (line, index) => line.trim() === '' && /^[=+]/.test(lines[index - 1] ?? ''))
}
