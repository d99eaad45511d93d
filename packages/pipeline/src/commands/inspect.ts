import type { RunContext } from '../context.ts'
import { type ArchiveDescription, describeArchive } from '../inspect/describe-archive.ts'
import { type InspectedDifference, diffSides } from '../inspect/diff-sides.ts'
import { type FileInspection, describeFile } from '../inspect/single-file.ts'
import { openSide, openSubject } from '../inspect/subject.ts'

/** The description of a file, archive or folder; `kind` says which. Plain data. */
export type Inspection = FileInspection | ({ readonly file: string } & ArchiveDescription)

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
  const first = await openSide(givenA, options.member, context)
  const second = await openSide(givenB, options.member, context)
  return diffSides({ given: givenA, subject: first }, { given: givenB, subject: second }, context)
}
