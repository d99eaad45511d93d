import MarkdownIt from 'markdown-it'
import { type Range, type Token, lineStarts } from './markdown.ts'
import { type RepositoryPlace, type Shown, resolveLink } from './repository-place.ts'

/** An address in a text, and how GitHub must show its target. */
interface Found extends Range {
  readonly link: string
  readonly shown: Shown
}

/**
 * Replaces the relative links and pictures of a Markdown text, including its HTML, by absolute
 * addresses at the release's tag, so that they work outside its file. The rest is unchanged.
 */
export function absoluteLinks(text: string, place: RepositoryPlace): string {
  const parsed = parse(text)
  const starts = lineStarts(text)
  const inBlocks = parsed.tokens.flatMap((token) => findInBlock(token, parsed.tags, text, starts))
  const found = [...inBlocks, ...parsed.definitions]
  let result = ''
  let last = 0
  for (const { start, end, link, shown } of found.toSorted((a, b) => a.start - b.start)) {
    const whole = resolveLink(link, place, shown)
    if (whole === undefined || start < last) continue
    result += text.slice(last, start) + whole
    last = end
  }
  return result + text.slice(last)
}

/** Placeholder of an address during parsing: its position, and the address. */
const WRITTEN = /^(at|defined):(\d+):(\d+):(.*)$/s

interface Parsed {
  readonly tokens: readonly Token[]
  readonly definitions: readonly Found[]
  /** For the content of each paragraph, the places where an HTML tag may begin. */
  readonly tags: Tags
}

type Tags = ReadonlyMap<string, ReadonlySet<number>>

/**
 * Parses a text so that every link contains the position of its address. markdown-it decides what
 * is a link, and calls its helper for the address before it makes the link.
 */
function parse(text: string): Parsed {
  const parser = new MarkdownIt('commonmark')
  const { parseLinkDestination } = parser.helpers
  let written: Range | undefined
  let kind = 'defined'
  parser.helpers = {
    ...parser.helpers,
    parseLinkDestination: (source: string, start: number, max: number) => {
      const result = parseLinkDestination(source, start, max)
      // After a backslash it includes the line's end.
      const end = start + source.slice(start, result.pos).trimEnd().length
      written = result.ok ? { start, end } : undefined
      return result
    },
  }
  parser.normalizeLink = (link) => {
    const at = written
    written = undefined
    // The helper is not called for `<https://…>`, which is absolute.
    return at === undefined ? link : `${kind}:${at.start}:${at.end}:${link.trim()}`
  }
  parser.validateLink = () => true
  // Definitions are parsed with the blocks; their positions are those in the text.
  parser.core.ruler.before('inline', 'places-in-paragraphs', () => {
    kind = 'at'
  })
  const tags = new Map<string, Set<number>>()
  parser.inline.ruler.before('html_inline', 'places-of-tags', ({ src, pos }, silent) => {
    if (!silent && src[pos] === '<') tags.set(src, (tags.get(src) ?? new Set()).add(pos))
    return false
  })
  const env: Parameters<typeof parser.parse>[1] = {}
  const tokens = parser.parse(text, env)
  const images = tokens.flatMap(({ children }) => children ?? []).filter(({ type }) => type === 'image')
  const pictures = new Set(images.map((image) => image.attrGet('src')))
  const definitions = Object.values(env.references ?? {}).flatMap(({ href }) =>
    readWritten(href, 'defined', pictures.has(href) ? 'raw' : 'blob'),
  )
  return { tokens, definitions, tags }
}

function readWritten(href: string | number | null, kind: string, shown: Shown): Found[] {
  const [, found, start, end, link = ''] = WRITTEN.exec(String(href ?? '')) ?? []
  return found === kind ? [{ start: Number(start), end: Number(end), link, shown }] : []
}

/** Finds the addresses in a paragraph, a heading or a block of HTML, with their positions in the text. */
function findInBlock(token: Token, tags: Tags, text: string, starts: readonly number[]): Found[] {
  if (token.map === null) return []
  const [first, after] = token.map
  const start = starts[first] ?? text.length
  const written = text.slice(start, starts[after])
  if (token.type === 'html_block') return findInHtml(written, start)
  if (token.type !== 'inline') return []
  const toText = placesInText(token.content, written)
  return findInParagraph(token, [...(tags.get(token.content) ?? [])]).flatMap((found) => {
    const at = toText(found.start)
    return at === undefined
      ? []
      : [{ ...found, start: start + at, end: start + at + found.end - found.start }]
  })
}

function findInParagraph({ content, children }: Token, tags: readonly number[]): Found[] {
  let next = 0
  return (children ?? []).flatMap((child): Found[] => {
    if (child.type === 'image') return readWritten(child.attrGet('src'), 'at', 'raw')
    if (child.type === 'link_open') return readWritten(child.attrGet('href'), 'at', 'blob')
    if (child.type !== 'html_inline') return []
    // The list also contains places where no tag begins.
    const index = tags.findIndex((tag, at) => at >= next && content.startsWith(child.content, tag))
    next = index + 1
    return index === -1 ? [] : findInHtml(child.content, tags[index] ?? 0)
  })
}

/** Finds the values of `href`, `src` and similar in HTML that begins at `offset`. */
function findInHtml(html: string, offset: number): Found[] {
  const attributes = /\s(href|src|poster|srcset)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/gi
  return [...html.matchAll(attributes)].flatMap((match) => {
    const [all, name = '', double, single, bare] = match
    const value = double ?? single ?? bare ?? ''
    const start = offset + match.index + all.length - value.length - (bare === undefined ? 1 : 0)
    const shown = name.toLowerCase() === 'href' ? 'blob' : 'raw'
    // `dark.png 2x, light.png 1x`
    const links = name.toLowerCase() === 'srcset' ? /(?:^|,)\s*([^\s,]+)/dg : /^(.+)$/dgs
    return [...value.matchAll(links)].map(({ 1: link = '', indices }) => {
      const [from, to] = indices?.[1] ?? [0, 0]
      return { start: start + from, end: start + to, link, shown }
    })
  })
}

/**
 * Maps a place in a paragraph's content to its source lines. Each line of the content is a source
 * line without the text before it: indentation and the `>` of quotations.
 */
function placesInText(content: string, written: string): (place: number) => number | undefined {
  const [ours, theirs] = [lineStarts(content), lineStarts(written)]
  return (place) => {
    const index = lineOf(ours, place)
    const start = ours[index] ?? 0
    const line = content.slice(start, ours[index + 1])
    const column = written.slice(theirs[index], theirs[index + 1]).lastIndexOf(line.trim())
    const indentation = line.length - line.trimStart().length
    return column === -1 ? undefined : (theirs[index] ?? 0) + column + place - start - indentation
  }
}

/** Returns the index of the last line that begins at or before a place. */
function lineOf(starts: readonly number[], place: number): number {
  let [low, high] = [0, starts.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((starts[middle] ?? 0) <= place) low = middle
    else high = middle - 1
  }
  return low
}
