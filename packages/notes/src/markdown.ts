import MarkdownIt from 'markdown-it'

const parser = new MarkdownIt('commonmark')

/** Parses blocks, and inline text only in headings. */
const outline = new MarkdownIt('commonmark')
outline.core.ruler.at('inline', ({ tokens, md, env }) => {
  for (const [index, token] of tokens.entries()) {
    if (token.type !== 'inline' || tokens[index - 1]?.type !== 'heading_open') continue
    token.children ??= []
    md.inline.parse(token.content, md, env, token.children)
  }
})

/** A place in a text, in UTF-16 units. */
export interface Range {
  readonly start: number
  readonly end: number
}

/** One top-level block of a Markdown text (CommonMark), without the blank lines around it. */
export interface Block extends Range {
  readonly kind: 'heading' | 'list' | 'other'
  /** 1-based. */
  readonly line: number
  /** Of headings: 1 to 6. */
  readonly depth: number
  /** Of headings: the text that a reader sees. */
  readonly text: string
  /** Of lists: its items. */
  readonly items: readonly (Range & { readonly html: readonly string[] })[]
  /** Its HTML, in order. */
  readonly html: readonly string[]
}

/** `[label]: https://…`, between blocks. */
export interface Definition extends Range {
  readonly label: string
}

export interface Document {
  readonly blocks: readonly Block[]
  /** Only the first definition of each label, which is the valid one (CommonMark 4.7). */
  readonly definitions: readonly Definition[]
}

/** A token of markdown-it. */
export type Token = ReturnType<typeof parser.parse>[number]

/** Reads the blocks and definitions of a text. */
export function readDocument(text: string): Document {
  return document(text, parser.parse(text, {}))
}

/** Does the same without the HTML inside paragraphs, for texts of which only a part is used. */
export function readOutline(text: string): Document {
  return document(text, outline.parse(text, {}))
}

function document(text: string, tokens: readonly Token[]): Document {
  const starts = lineStarts(text)
  const offset = (line: number): number => starts[line] ?? text.length
  const range = (map: readonly [number, number]): Range => {
    const start = offset(map[0])
    return { start, end: start + text.slice(start, offset(map[1])).trimEnd().length }
  }
  const blocks: Block[] = []
  let item: { readonly range: Range; readonly html: string[] } | undefined
  let block: { -readonly [Key in keyof Block]: Block[Key] } & { items: unknown[]; html: string[] } = empty()
  for (const token of tokens) {
    if (token.level === 0 && token.map !== null && token.nesting >= 0) {
      block = { ...empty(), ...range(token.map), line: token.map[0] + 1 }
      if (token.type === 'heading_open')
        Object.assign(block, { kind: 'heading', depth: Number(token.tag.slice(1)) })
      if (/^(?:bullet|ordered)_list_open$/.test(token.type)) block.kind = 'list'
      blocks.push(block)
    }
    if (token.type === 'list_item_open' && token.level === 1 && token.map !== null) {
      item = { range: range(token.map), html: [] }
      ;(block.items as unknown[]).push({ ...item.range, html: item.html })
    }
    if (block.kind === 'heading' && token.type === 'inline') block.text = plainText(token)
    const html = htmlOf(token)
    for (const piece of html) {
      block.html.push(piece)
      item?.html.push(piece)
    }
    if (token.type === 'list_item_close' && token.level === 1) item = undefined
  }
  return { blocks, definitions: readDefinitions(text, blocks) }
}

function empty(): { -readonly [Key in keyof Block]: Block[Key] } & { items: never[]; html: string[] } {
  return { kind: 'other', start: 0, end: 0, line: 1, depth: 0, text: '', items: [], html: [] }
}

function htmlOf(token: Token): string[] {
  if (token.type === 'html_block') return [token.content]
  return (token.children ?? []).filter(({ type }) => type === 'html_inline').map(({ content }) => content)
}

function plainText(token: Token): string {
  return (token.children ?? [])
    .map(({ type, content }) => {
      if (type === 'softbreak' || type === 'hardbreak') return ' '
      return type === 'text' || type === 'code_inline' || type === 'text_special' ? content : ''
    })
    .join('')
    .trim()
}

/** Reads the definitions, which are the non-blank text between two blocks. */
function readDefinitions(text: string, blocks: readonly Block[]): Definition[] {
  const found = new Map<string, Definition>()
  const between = (start: number, end: number): void => {
    const begins = [...text.slice(start, end).matchAll(/^ {0,3}\[((?:\\.|[^[\]\\])+)\]:/gm)]
    for (const [index, match] of begins.entries()) {
      const at = start + match.index
      const next = begins[index + 1]
      const written = text.slice(at, next === undefined ? end : start + next.index).trimEnd()
      const label = sameLabel(match[1] ?? '')
      if (!found.has(label)) found.set(label, { label, start: at, end: at + written.length })
    }
  }
  let last = 0
  for (const block of blocks) {
    between(last, block.start)
    last = block.end
  }
  between(last, text.length)
  return [...found.values()]
}

/** Finds the labels in a text that may refer to a definition; includes extra ones, because it does not recognise code. */
export function labelsIn(text: string): Set<string> {
  const labels = new Set<string>()
  // An escaped bracket is consumed first, so that no label begins inside another.
  for (const [, label] of text.matchAll(/\\.|\[((?:\\.|[^[\]\\])+)\]/gs)) {
    if (label !== undefined) labels.add(sameLabel(label))
  }
  return labels
}

/** Normalises a label: labels ignore case and the number of blanks. */
function sameLabel(label: string): string {
  return label.trim().replaceAll(/\s+/g, ' ').toLowerCase().toUpperCase()
}

/** Lists the offsets at which lines begin. */
export function lineStarts(text: string): number[] {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return starts
}

/**
 * Normalises a text as GitHub stores it: line feeds, no byte order mark, no lone surrogates, no
 * NUL, so that the text on GitHub equals the text that Exuvia sent.
 */
export function normalizeText(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll('\0', '\uFFFD')
    .toWellFormed()
}
