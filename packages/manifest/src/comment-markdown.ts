import { renderBudget } from './budget/lines.ts'
import type { CommentData } from './comment-data.ts'
import { renderShipping } from './shipping-counts.ts'
import { type ReleaseSizes, type SizeChange, compareSizes } from './size-data.ts'
import { formatBytes, formatChange } from './sizes.ts'
import { markdownTable } from './markdown-table.ts'
import { markdownCode } from './text.ts'

/** Maximum rows of the table: GitHub allows 65,536 characters in a comment. */
const MOST_ROWS = 200

/**
 * Renders a comment on a pull request: the size of each artifact, the change from an
 * earlier release, and what ships otherwise than in it. Every figure and word passed `parseCommentData`, so none is Markdown.
 */
export function renderComment(data: CommentData, previous: ReleaseSizes | undefined): string {
  const { sizes, findings, head, shipping, budget = [] } = data
  const parts = [
    `### Sizes of ${markdownCode(sizes.name)} ${markdownCode(sizes.version)}`,
    renderSizes(sizes, previous),
  ]
  if (budget.length > 0) parts.push(renderBudget(budget))
  if (shipping !== undefined) parts.push(renderShipping(shipping))
  const found = Object.entries(findings).filter(([, count]) => count > 0)
  if (found.length > 0) {
    const refused = findings.error > 0 ? ' **This release is refused.**' : ''
    const counts = found.map(([what, count]) => `${count} ${plural(what, count)}`)
    parts.push(`Findings: ${counts.join(', ')}.${refused}`)
  }
  parts.push(`<sub>${markdownCode(head.slice(0, 12))}</sub>`)
  return `${parts.join('\n\n')}\n`
}

/** Renders the size of each artifact and the change from an earlier release, at most 200 rows of Markdown. */
export function renderSizes(sizes: ReleaseSizes, previous: ReleaseSizes | undefined): string {
  const changes = compareSizes(previous, sizes)
  const shown = mostChanged(changes)
  const since = previous === undefined ? undefined : markdownCode(previous.version)
  const table = markdownTable(
    ['Target', '>Packed', ...(since === undefined ? [] : [`Since ${since}`]), '>Unpacked', '>Files'],
    shown.map((change) => row(change, since !== undefined)),
  )
  const left = `Shows the ${shown.length} largest changes of ${changes.length}.`
  return [totalLine(sizes, previous, since), table, ...(shown.length < changes.length ? [left] : [])].join(
    '\n\n',
  )
}

function totalLine(
  sizes: ReleaseSizes,
  previous: ReleaseSizes | undefined,
  since: string | undefined,
): string {
  const count = sizes.artifacts.length
  const total = `${count} ${plural('tarball', count)}, ${formatBytes(sizes.size)}`
  if (previous === undefined) return `${total}. No earlier release to compare with.`
  const change = formatChange(previous.size, sizes.size)
  return `${total}: **${change}** ${change === 'same' ? 'as' : 'since'} ${since ?? ''}.`
}

function row({ name, before, after }: SizeChange, compared: boolean): string[] {
  return [
    markdownCode(name),
    after === undefined ? '-' : formatBytes(after.size),
    ...(compared ? [changeInWords(before?.size, after?.size)] : []),
    after === undefined ? '-' : formatBytes(after.unpacked),
    after === undefined ? '-' : String(after.files),
  ]
}

function changeInWords(before: number | undefined, after: number | undefined): string {
  if (after === undefined) return 'removed'
  return before === undefined ? 'new' : formatChange(before, after)
}

/** All changes in their order, or the largest ones if there are too many. */
function mostChanged(changes: readonly SizeChange[]): readonly SizeChange[] {
  if (changes.length <= MOST_ROWS) return changes
  return changes.toSorted((a, b) => weight(b) - weight(a)).slice(0, MOST_ROWS)
}

function plural(word: string, count: number): string {
  return count === 1 ? word : `${word}s`
}

function weight({ before, after }: SizeChange): number {
  return Math.abs((after?.size ?? 0) - (before?.size ?? 0))
}
