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
    const { releases, summary } = parseChangesetFile(normalizeText(text))
    return { releases, summary: summary.trim() }
  } catch (error) {
    // The rest of the library's message is the whole file.
    const [reason = ''] = messageOf(error).split('\n')
    throw usageError('changeset-invalid', { reason }, { subject: { path: name }, cause: error })
  }
}

/** Formats a list item, with its other lines indented. */
function item(summary: string): string {
  return `- ${summary
    .split('\n')
    .map((line, index) => (index === 0 || line === '' ? line : `  ${line}`))
    .join('\n')}`
}
