import type { Difference } from '@exuvia/bytecode'
import { usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { type ArchiveDifference, diffArchives } from './diff-archives.ts'
import { diffBytes } from './single-file.ts'
import type { Subject } from './subject.ts'

/** The differences between two files, archives or folders. Plain data. */
export type InspectedDifference = { readonly a: string; readonly b: string; readonly same: boolean } & (
  | { readonly kind: 'file'; readonly differences: readonly Difference[] }
  | ({ readonly kind: 'archive' } & ArchiveDifference)
)

/** One side of a comparison: the path of the call, and what it leads to. */
export interface Side {
  readonly given: string
  readonly subject: Subject
}

/**
 * Compares two files, or two archives or folders.
 * @throws usage error `not-comparable` for a file and an archive; the errors of reading
 */
export async function diffSides(a: Side, b: Side, context: RunContext): Promise<InspectedDifference> {
  const [first, second] = [a.subject, b.subject]
  const sides = { a: first.name, b: second.name }
  if (first.kind === 'file' && second.kind === 'file') {
    const differences = diffBytes(first, second)
    return { ...sides, same: differences.length === 0, kind: 'file', differences }
  }
  if (first.kind !== 'file' && second.kind !== 'file') {
    const difference = await diffArchives(first, second, context)
    const count = difference.added.length + difference.removed.length + difference.changed.length
    return { ...sides, same: count === 0, kind: 'archive', ...difference }
  }
  const [file, archive] = first.kind === 'file' ? [a.given, b.given] : [b.given, a.given]
  throw usageError('not-comparable', { file, archive })
}
