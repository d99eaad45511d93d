import { usageError } from '@exuvia/model'
import { compareVersions } from '@exuvia/packaging'
import { normalizeText } from './markdown.ts'
import { readMarkdownSections } from './markdown-sections.ts'
import { readRstSections } from './rst-sections.ts'
import type { Section, SectionText } from './section.ts'
import { isSameRelease } from './version-heading.ts'

export interface ChangelogOptions {
  /** The file's name, for messages and for its suffix: `CHANGELOG.md`, `CHANGES.rst`. */
  readonly file: string
  readonly version: string
  /** The project's names, as headings may write them. */
  readonly names: readonly string[]
}

/** The section of a version. */
export interface ChangelogSection extends SectionText {
  readonly line: number
  readonly unreleased: boolean
}

/** Maximum versions that a message names. */
const SHOWN = 8

/**
 * Finds the section of a version in a changelog: Keep a Changelog, changesets, towncrier,
 * conventional changelogs and plain lists of versions in Markdown, and the reStructuredText of
 * Python projects. It compares versions in PEP 440's normal form, so `v1.2.0-rc.1` is `1.2.0rc1`.
 * @throws usage errors `changelog-no-versions`, `changelog-no-section`, `changelog-several-sections`
 */
export function findSection(source: string, options: ChangelogOptions): ChangelogSection {
  const text = normalizeText(source)
  const sections = isRst(options.file, text)
    ? readRstSections(text, options.names)
    : readMarkdownSections(text, options.names)
  const section = choose(sections, options)
  const { line, unreleased } = section
  return { ...section.render(), line, unreleased }
}

/** Counts the versions for which a text has sections. */
export function countVersions(source: string, options: Omit<ChangelogOptions, 'version'>): number {
  const text = normalizeText(source)
  const sections = isRst(options.file, text)
    ? readRstSections(text, options.names)
    : readMarkdownSections(text, options.names)
  return sections.filter(({ version }) => version !== undefined).length
}

/** Decides by the suffix; a file without a known one is Markdown if it has a heading with `#`. */
function isRst(file: string, text: string): boolean {
  if (/\.rst$/i.test(file)) return true
  if (/\.(?:md|markdown|mdown)$/i.test(file)) return false
  return !/^#{1,6} /m.test(text)
}

function choose(sections: readonly Section[], { file, version, names }: ChangelogOptions): Section {
  const versions = sections.filter((section) => section.version !== undefined)
  if (versions.length === 0) {
    throw usageError('changelog-no-versions', {
      file,
      heading: names.length === 0 ? `"## ${version}"` : `"## ${version}" or "## ${names[0]} ${version}"`,
    })
  }
  const equal = versions.filter((section) => compareVersions(section.version ?? '', version) === 0)
  // `1.2` and `1.2.0` are equal; if both exist, the one with the same spelling is meant.
  const exact = equal.filter((section) => section.version === version)
  const alike = exact.length > 0 ? exact : equal
  const found = outermost(alike)
  const [section] = found
  if (section === undefined) throw noSection(sections, versions, { file, version, names })
  if (found.length > 1) {
    const lines = found.map(({ line }) => line).join(', ')
    throw usageError('changelog-several-sections', { file, count: found.length, version, lines })
  }
  return section
}

/** Leaves out sections inside others: `### 1.2.0 changes` inside `## 1.2.0` is a part of it. */
function outermost(sections: readonly Section[]): Section[] {
  let end = 0
  return sections
    .toSorted((a, b) => a.line - b.line)
    .filter((section) => {
      const isInside = section.line < end
      end = Math.max(end, section.end)
      return !isInside
    })
}

function noSection(
  sections: readonly Section[],
  versions: readonly Section[],
  options: ChangelogOptions,
): Error {
  const { file, version } = options
  const named = versions.slice(0, SHOWN).map((section) => section.version)
  const others = versions.length - named.length
  const list = `${named.join(', ')}${others === 0 ? '' : ` and ${others} more`}`
  const near = nearestOf(versions, version)
  const coming = sections.find((section) => section.version === undefined)
  const hints = [
    ...(coming === undefined ? [] : [`rename "${coming.heading}" in line ${coming.line} to ${version}`]),
    ...(near === undefined ? [] : [`the nearest is ${near.version}, in line ${near.line}`]),
    ...(coming === undefined ? [`write it under a heading such as "## ${version}"`] : []),
  ]
  return usageError('changelog-no-section', { file, version, versions: list, hints })
}

/** Finds another version of the same release (`1.2.0rc1` for `1.2.0`), else the last before it, else the first after it. */
function nearestOf(versions: readonly Section[], wanted: string): Section | undefined {
  const sorted = versions.toSorted((a, b) => compareVersions(a.version ?? '', b.version ?? ''))
  return (
    sorted.findLast(({ version }) => isSameRelease(version ?? '', wanted)) ??
    sorted.findLast(({ version }) => compareVersions(version ?? '', wanted) < 0) ??
    sorted[0]
  )
}
