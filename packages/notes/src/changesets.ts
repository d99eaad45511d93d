import { parseChangesetFile } from '@changesets/parse'
import { compareText, messageOf, usageError } from '@exuvia/model'
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

/**
 * The summaries of pending changesets, those of the greatest bump first, in the order of their
 * files' names; empty where none says anything. A changeset for several packages counts by the
 * greatest of its bumps; `none` is left out, as changesets does.
 * @throws usage error `changeset-invalid`
 */
export function renderChangesets(files: readonly ChangesetFile[]): string {
  const changes = files
    .toSorted((a, b) => compareText(a.name, b.name))
    .map((file) => parse(file))
    .filter(({ summary }) => summary !== '')
  return KINDS.flatMap((kind) => {
    const some = changes.filter((change) => change.kind === kind)
    if (some.length === 0) return []
    return [`### ${TITLES[kind]}\n\n${some.map(({ summary }) => item(summary)).join('\n')}`]
  }).join('\n\n')
}

function parse({ name, text }: ChangesetFile): { kind: string | undefined; summary: string } {
  try {
    const { releases, summary } = parseChangesetFile(normalizeText(text))
    const kind = KINDS.find((each) => releases.some(({ type }) => type === each))
    return { kind, summary: summary.trim() }
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
