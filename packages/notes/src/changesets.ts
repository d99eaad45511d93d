import { parseChangesetFile } from '@changesets/parse'
import { compareText, messageOf, usageError } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import { normalizeText } from './markdown.ts'

/** A file of a `.changeset` folder. */
export interface ChangesetFile {
  readonly name: string
  readonly text: string
}

const KINDS = ['major', 'minor', 'patch'] as const
const TITLES: Readonly<Record<(typeof KINDS)[number], string>> = {
  major: 'Major changes',
  minor: 'Minor changes',
  patch: 'Patch changes',
}

export interface RenderedChangesets {
  readonly text: string
  /** Number of files in it. */
  readonly count: number
}

/**
 * Renders the summaries of pending changesets, greatest bump first, then by file name. If some
 * name the project, as in a repository of several, only those count, by its bump; else all count,
 * each by its greatest bump. It skips `none`, as changesets does.
 * @param names the project's names
 * @throws usage error `changeset-invalid`
 */
export function renderChangesets(
  files: readonly ChangesetFile[],
  names: readonly string[],
): RenderedChangesets {
  const own = new Set(names.map(sameName))
  const all = files.toSorted((a, b) => compareText(a.name, b.name)).map(parse)
  const named = all
    .map(({ releases, summary }) => ({
      releases: releases.filter(({ name }) => own.has(sameName(name))),
      summary,
    }))
    .filter(({ releases }) => releases.length > 0)
  const taken = named.length > 0 ? named : all
  const text = KINDS.flatMap((kind) => {
    const some = taken.filter(({ releases, summary }) => greatest(releases) === kind && summary !== '')
    if (some.length === 0) return []
    return [`### ${TITLES[kind]}\n\n${some.map(({ summary }) => item(summary)).join('\n')}`]
  }).join('\n\n')
  return { text, count: taken.length }
}

type Changeset = ReturnType<typeof parseChangesetFile>

function greatest(releases: Changeset['releases']): string | undefined {
  return KINDS.find((kind) => releases.some(({ type }) => type === kind))
}

/** Normalises a name as PEP 503 does, without npm's scope: `@acme/tide_mark` is `tide-mark`. */
function sameName(name: string): string {
  return normalizeName(name.replace(/^@[^/]*\//, ''))
}

function parse({ name, text }: ChangesetFile): Changeset {
  try {
    const { front, rest } = split(normalizeText(text))
    return { releases: parseChangesetFile(front).releases, summary: rest.trim() }
  } catch (error) {
    // The rest of the library's message is the whole file.
    const [reason = ''] = messageOf(error).split('\n')
    throw usageError('changeset-invalid', { reason }, { subject: { path: name }, cause: error })
  }
}

/** Packages in one changeset, with their lines. */
const MAX_FRONT_LINES = 5000

/**
 * Separates the lines between the first two lines of `---`, without the blank ones, from the
 * summary. The library finds them with a pattern that takes the square of the time for blank lines.
 */
function split(text: string): { readonly front: string; readonly rest: string } {
  const lines = text.split('\n')
  const start = lines.findIndex(isMark)
  const end = start === -1 ? -1 : lines.findIndex((line, index) => index > start && isMark(line))
  // The library names what is wrong with a text that has no such lines.
  if (end === -1) return { front: text.trim() === '' ? '' : 'no front matter', rest: '' }
  const front = lines.slice(start, end).filter((line) => line.trim() !== '')
  if (front.length > MAX_FRONT_LINES) throw new Error(`it has ${front.length} lines before its summary`)
  return { front: `${front.join('\n')}\n---\n`, rest: lines.slice(end + 1).join('\n') }
}

function isMark(line: string): boolean {
  return line.trim() === '---'
}

/** Formats a list item, with its other lines indented. */
function item(summary: string): string {
  return `- ${summary
    .split('\n')
    .map((line, index) => (index === 0 || line === '' ? line : `  ${line}`))
    .join('\n')}`
}
