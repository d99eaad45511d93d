import type { Difference } from '@exuvia/bytecode'
import { usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { type ArchiveDescription, describeArchive } from '../inspect/describe-archive.ts'
import { type ArchiveDifference, diffArchives } from '../inspect/diff-archives.ts'
import { type FileInspection, describeFile, diffBytes } from '../inspect/single-file.ts'
import { openSide, openSubject } from '../inspect/subject.ts'

/** The description of a file, archive or folder; `kind` says which. Plain data. */
export type Inspection = FileInspection | ({ readonly file: string } & ArchiveDescription)

/** The differences between two files, archives or folders. Plain data. */
export type InspectedDifference = { readonly a: string; readonly b: string; readonly same: boolean } & (
  | { readonly kind: 'file'; readonly differences: readonly Difference[] }
  | ({ readonly kind: 'archive' } & ArchiveDifference)
)

interface InspectOptions {
  /** The path of a file inside an archive or folder. */
  readonly member?: string | undefined
}

/**
 * Describes a .pyc or .mpy, or an archive or folder of them, and what it reveals. Runs none of its code.
 * @throws as `openSubject` and, for a single file, `describePyc` or `parseMpy`
 */
export async function inspectSubject(
  given: string,
  options: InspectOptions,
  context: RunContext,
): Promise<Inspection> {
  const subject = await openSubject(given, options.member, context)
  if (subject.kind !== 'file') return { file: given, ...(await describeArchive(subject, context)) }
  return describeFile(subject)
}

/**
 * Compares two bytecode files, or two archives or folders by path. With `member`, compares that
 * file of both; a side that is a single file is compared itself.
 * @throws usage error `not-comparable`, and the errors of reading
 */
export async function diffSubjects(
  givenA: string,
  givenB: string,
  options: InspectOptions,
  context: RunContext,
): Promise<InspectedDifference> {
  const [first, second] = [
    await openSide(givenA, options.member, context),
    await openSide(givenB, options.member, context),
  ]
  const sides = { a: first.name, b: second.name }
  if (first.kind !== 'file' && second.kind !== 'file') {
    const difference = await diffArchives(first, second, context)
    const count = difference.added.length + difference.removed.length + difference.changed.length
    return { ...sides, same: count === 0, kind: 'archive', ...difference }
  }
  if (first.kind !== 'file' || second.kind !== 'file') {
    const [file, archive] = first.kind === 'file' ? [givenA, givenB] : [givenB, givenA]
    throw usageError('not-comparable', { file, archive })
  }
  const differences = diffBytes(first, second)
  return { ...sides, same: differences.length === 0, kind: 'file', differences }
}
