import { readDocument, readOutline } from './markdown.ts'

const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/

/**
 * Closes what a text leaves open (a code fence, an HTML comment, `<details>`), so that it does not
 * swallow the text after it. Returns a text with nothing open unchanged.
 */
export function closeBlocks(text: string): string {
  const closed = isClosed(text) ? text : ended(text)
  const open = openTags(readDocument(closed).blocks.flatMap(({ html }) => html))
  return open.length === 0
    ? closed
    : `${closed}\n\n${open
        .toReversed()
        .map((tag) => `</${tag}>`)
        .join('')}`
}

/** Whether a heading after the text would be a heading, according to a CommonMark parser. */
function isClosed(text: string): boolean {
  const end = readOutline(`${text}\n\n# .`).blocks.at(-1)
  return end?.kind === 'heading' && end.start === text.length + 2
}

/** Tries each end of a fence or a block of HTML (CommonMark 4.5 and 4.6) until one closes the text. */
function ended(text: string): string {
  const last = readOutline(text).blocks.at(-1)
  const raw = text.slice(last?.start ?? 0)
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(raw)?.[1]
  const tag = /^ {0,3}<(script|style|pre|textarea)/i.exec(raw)?.[1]
  const ends = [fence ?? `</${tag}>`, '-->', ']]>', '?>', '>']
  return ends.map((end) => `${text}\n${end}`).find(isClosed) ?? text
}

/** Lists the HTML elements that pieces of HTML leave open, outermost first. */
function openTags(html: readonly string[]): string[] {
  const open: string[] = []
  for (const piece of html) followTags(piece, open)
  return open
}

/** Updates the list of open elements with the tags of a piece of HTML. */
export function followTags(html: string, open: string[]): void {
  const markup = html.replaceAll(/<!--.*?(?:-->|$)/gs, '')
  for (const [, slash, name = '', inside = ''] of markup.matchAll(
    // linear: outside of quotes a tag ends at the next "<", and one quote of each kind can stay open
    /<(\/?)([a-z][a-z0-9-]*)((?:"[^"]*"|'[^']*'|[^<>"'])*)>/gi,
  )) {
    const tag = name.toLowerCase()
    if (VOID.test(tag) || inside.endsWith('/')) continue
    if (slash === '') open.push(tag)
    else if (open.includes(tag)) open.length = open.lastIndexOf(tag)
  }
}
