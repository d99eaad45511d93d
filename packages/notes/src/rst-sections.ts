import type { Section, SectionText } from './section.ts'
import { renderRstBlocks } from './rst-blocks.ts'
import { readRstNames, resolveNameless } from './rst-names.ts'
import { type RstTitle, readTitles } from './rst-titles.ts'
import { isSameRelease, isUnreleased, readVersionHeading } from './version-heading.ts'

/** Reads the versions' sections of a changelog in reStructuredText, in its order. */
export function readRstSections(text: string, names: readonly string[]): Section[] {
  const lines = resolveNameless(text).split('\n')
  const titles = readTitles(lines)
  const known = readRstNames(lines)
  return titles.flatMap((title) => {
    const version = readVersionHeading(title.text, names)
    if (version === undefined && !isUnreleased(title.text)) return []
    const end = endOf(title, titles, version?.version, names) ?? lines.length
    const render = (): SectionText => renderRstBlocks(lines.slice(title.end, end), title.end, known)
    const { version: normal, unreleased = true } = version ?? {}
    return [{ version: normal, heading: title.text, line: title.start + 1, end: end + 1, unreleased, render }]
  })
}

/** Finds a section's end as in Markdown: the next title of the same level or above, or of another version. */
function endOf(
  title: RstTitle,
  titles: readonly RstTitle[],
  version: string | undefined,
  names: readonly string[],
): number | undefined {
  return titles.find((other) => {
    if (other.start <= title.start) return false
    if (other.depth <= title.depth) return true
    const theirs = readVersionHeading(other.text, names)?.version
    return theirs !== undefined && !(version !== undefined && isSameRelease(version, theirs))
  })?.start
}
