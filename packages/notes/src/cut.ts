import { followTags } from './close-blocks.ts'
import { type Block, type Definition, labelsIn, readDocument } from './markdown.ts'

/**
 * Cuts a Markdown text to a beginning that fits, with the definitions of its links. It keeps whole
 * blocks or whole list items, never a part of a fence, a comment, a table or an HTML element, and
 * does not end in a heading.
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
  // A later end gives a longer text with its links, so binary search finds the last that fits.
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

/** Lists the places up to `limit` where a text may end. */
function endsOf(blocks: readonly Block[], limit: number): number[] {
  const open: string[] = []
  const ends: number[] = []
  for (const block of blocks) {
    // Nothing after this fits.
    if (block.start > limit) break
    for (const part of block.kind === 'list' ? block.items : [block]) {
      for (const html of part.html) followTags(html, open)
      if (open.length === 0 && block.kind !== 'heading' && part.end <= limit) ends.push(part.end)
    }
  }
  return ends
}

/** Returns the definitions that a text's beginning uses and that come after it. */
function missing(text: string, kept: string, definitions: readonly Definition[]): string {
  const used = labelsIn(kept)
  return definitions
    .filter(({ label, end }) => end > kept.length && used.has(label))
    .map(({ start, end }) => text.slice(start, end))
    .join('\n')
}
