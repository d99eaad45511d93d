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
  /** How many files it is made of. */
  readonly count: number
}

/**
 * The summaries of pending changesets, those of the greatest bump first, in the order of their
 * files' names. Where some name the project, as in a repository of several, those alone count, by
 * its bump; else all, each by the greatest of its bumps. `none` is left out, as changesets does.
 * @param names what the project is called
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

/** As PEP 503 compares, and without npm's scope: `@acme/tide_mark` is `tide-mark`. */
function sameName(name: string): string {
  return normalizeName(name.replace(/^@[^/]*\//, ''))
}

function parse({ name, text }: ChangesetFile): Changeset {
  try {
    const { releases, summary } = parseChangesetFile(normalizeText(text))
    return { releases, summary: summary.trim() }
  } catch (error) {
    // The library's message goes on with the whole file.
    const [reason = ''] = messageOf(error).split('\n')
    throw usageError('changeset-invalid', `${name}: ${reason}`, {
      hint: 'a changeset begins with the packages between two lines of "---": "my-package": minor',
      cause: error,
    })
  }
}

/** A list's item, its further lines indented below it. */
function item(summary: string): string {
  return `- ${summary
    .split('\n')
    .map((line, index) => (index === 0 || line === '' ? line : `  ${line}`))
    .join('\n')}`
}
