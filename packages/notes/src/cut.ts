import { followTags } from './close-blocks.ts'
import { type Block, type Definition, labelsIn, readDocument } from './markdown.ts'

/**
 * As much of a Markdown text, from its beginning, as fits: whole blocks or whole items of its
 * lists, never a part of a fence, a comment, a table or an element of HTML, with the definitions of
 * the links in it, and not ending in a heading.
 * @param limit UTF-16 units
 */
export function cutAtBlock(text: string, limit: number): string {
  if (text.length <= limit) return text
  const { blocks, definitions } = readDocument(text)
  const ends = endsOf(blocks, limit)
  const upTo = (end: number): string => {
    const kept = text.slice(0, end)
    const links = missing(text, kept, definitions)
    return links === '' ? kept : `${kept}\n\n${links}`
  }
  // The later the end, the longer the text with its links: halving finds the last that fits.
  let found = ''
  let [low, high] = [0, ends.length - 1]
  while (low <= high) {
    const middle = Math.floor((low + high) / 2)
    const whole = upTo(ends[middle] ?? 0)
    if (whole.length <= limit) {
      found = whole
      low = middle + 1
    } else {
      high = middle - 1
    }
  }
  return found
}

/** The places up to `limit` where a text may end. */
function endsOf(blocks: readonly Block[], limit: number): number[] {
  const open: string[] = []
  const ends: number[] = []
  for (const block of blocks) {
    // Nothing from here on fits.
    if (block.start > limit) break
    for (const part of block.kind === 'list' ? block.items : [block]) {
      for (const html of part.html) followTags(html, open)
      if (open.length === 0 && block.kind !== 'heading' && part.end <= limit) ends.push(part.end)
    }
  }
  return ends
}

/** Definitions that a text's beginning uses and that stand behind it. */
function missing(text: string, kept: string, definitions: readonly Definition[]): string {
  const used = labelsIn(kept)
  return definitions
    .filter(({ label, end }) => end > kept.length && used.has(label))
    .map(({ start, end }) => text.slice(start, end))
    .join('\n')
}
