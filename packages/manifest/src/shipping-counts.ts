import { markdownTable } from './markdown-table.ts'
import { markdownCode } from './text.ts'

/** Files of a distribution that ship otherwise in the same way. */
export interface ShippingCount {
  readonly distribution: string
  readonly state: 'added' | 'removed' | 'changed'
  /** `source`, or `bytecode (optimize 1, docstrings keep)`; null: the files do not ship. */
  readonly old: string | null
  readonly new: string | null
  readonly files: number
}

/** What ships otherwise than in an earlier release, in figures; no paths. */
export interface ShippingCounts {
  /** The version of the earlier release. */
  readonly since: string
  /** At most `MOST_COUNTS`. */
  readonly changes: readonly ShippingCount[]
  /** Changes that are not among them. */
  readonly more: number
  readonly targets: { readonly added: readonly string[]; readonly removed: readonly string[] }
  /** What was not compared, because a manifest does not say it. */
  readonly unknown: readonly ('dependencies' | 'licenses' | 'levels' | 'files')[]
}

/** Rows of a comment: GitHub allows 65,536 characters. */
export const MOST_COUNTS = 100

/** Renders as Markdown what ships otherwise than in the earlier release. */
export function renderShipping({ since, changes, more, targets, unknown }: ShippingCounts): string {
  const earlier = markdownCode(since)
  const isSame = changes.length + targets.added.length + targets.removed.length === 0
  const parts = [
    isSame ? `No file ships otherwise than in ${earlier}.` : `Ships otherwise than in ${earlier}:`,
  ]
  if (targets.added.length > 0) parts.push(`New targets: ${names(targets.added)}.`)
  if (targets.removed.length > 0) parts.push(`Targets that are gone: ${names(targets.removed)}.`)
  if (changes.length > 0)
    parts.push(markdownTable(['Distribution', 'Before', 'Now', '>Files'], changes.map(row)))
  if (more > 0) parts.push(`And ${more} more ${more === 1 ? 'change' : 'changes'}.`)
  if (unknown.length > 0) parts.push(`Not compared: ${unknown.map((each) => WORDS[each]).join(', ')}.`)
  return parts.join('\n\n')
}

const WORDS = {
  dependencies: 'dependencies',
  licenses: 'licences',
  levels: 'levels of modules',
  files: 'files',
} as const

const STATES = { added: ' (new)', removed: ' (gone)', changed: '' } as const

function row({ distribution, state, old, new: now, files }: ShippingCount): string[] {
  return [`${markdownCode(distribution)}${STATES[state]}`, old ?? '-', now ?? '-', String(files)]
}

function names(targets: readonly string[]): string {
  return targets.map(markdownCode).join(', ')
}
