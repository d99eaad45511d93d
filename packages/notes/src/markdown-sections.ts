import { type Block, type Document, labelsIn, readOutline } from './markdown.ts'
import type { Section, SectionText } from './section.ts'
import { isSameRelease, isUnreleased, readVersionHeading } from './version-heading.ts'

interface Found {
  readonly index: number
  readonly depth: number
  readonly section: Omit<Section, 'render' | 'end'>
}

/** Reads the versions' sections of a Markdown changelog, in its order. */
export function readMarkdownSections(text: string, names: readonly string[]): Section[] {
  const document = readOutline(text)
  const { blocks } = document
  const found = blocks.flatMap((block, index) => (block.kind === 'heading' ? look(block, index, names) : []))
  return found.map((item, position) => {
    const end = endOf(blocks, found, position)
    return {
      ...item.section,
      end: blocks[end]?.line ?? Infinity,
      render: () => render(text, document, item.index + 1, end),
    }
  })
}

function look(heading: Block, index: number, names: readonly string[]): Found[] {
  const { text, line, depth } = heading
  const version = readVersionHeading(text, names)
  if (version === undefined && !isUnreleased(text)) return []
  const { version: normal, unreleased = true } = version ?? {}
  return [{ index, depth, section: { version: normal, heading: text, line, unreleased } }]
}

/**
 * Finds the end of a section: before the next heading of its level or above, and before the next
 * version's heading at any level, because conventional changelogs write `# 1.2.0`, but `## 1.1.1`.
 * A deeper heading of the same release, such as `### 1.2.0rc1`, stays inside.
 */
function endOf(blocks: readonly Block[], found: readonly Found[], position: number): number {
  const { index = 0, depth = 0, section } = found[position] ?? {}
  const own = section?.version
  for (let at = index + 1, next = position + 1; at < blocks.length; at += 1) {
    const block = blocks[at]
    if (block?.kind === 'heading' && block.depth <= depth) return at
    if (found[next]?.index !== at) continue
    const theirs = found[next]?.section.version
    if (own === undefined || theirs === undefined || !isSameRelease(own, theirs)) return at
    next += 1
  }
  return blocks.length
}

/** Returns the blocks unchanged, with exactly the link definitions that they use. */
function render(source: string, document: Document, from: number, to: number): SectionText {
  const inside = document.blocks.slice(from, to)
  // Blank lines and definitions between two blocks become one blank line.
  const text = inside.map(({ start, end }) => source.slice(start, end)).join('\n\n')
  const used = labelsIn(text)
  const links = document.definitions
    .filter(({ label }) => used.has(label))
    .map(({ start, end }) => source.slice(start, end))
  return { text: links.length === 0 ? text : `${text}\n\n${links.join('\n')}`, kept: [] }
}
