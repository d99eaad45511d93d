import {
  type Difference,
  type MpyHeader,
  type PycDescription,
  describePyc,
  diffMpy,
  diffPyc,
  parseHeader,
  parseMpy,
  readPyc,
  whyUnreadable,
} from '@exuvia/bytecode'
import { ExuviaError, usageError } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { type ArchiveDescription, describeArchive } from '../inspect/describe-archive.ts'
import { type ArchiveDifference, diffArchives } from '../inspect/diff-archives.ts'
import { type Subject, looksLikeMpy, openSubject } from '../inspect/subject.ts'

/** What a file, archive or folder is; `kind` says which. Plain data. */
export type Inspection =
  | ({ readonly kind: 'pyc'; readonly file: string } & PycDescription)
  | ({ readonly kind: 'mpy'; readonly file: string; readonly size: number } & MpyHeader)
  | ({ readonly file: string } & ArchiveDescription)

/** What differs between two files, or two archives or folders. Plain data. */
export type InspectedDifference = { readonly a: string; readonly b: string; readonly same: boolean } & (
  | { readonly kind: 'file'; readonly differences: readonly Difference[] }
  | ({ readonly kind: 'archive' } & ArchiveDifference)
)

interface InspectOptions {
  /** The path of a file inside an archive or folder. */
  readonly member?: string | undefined
}

/**
 * What a .pyc or .mpy, or an archive or folder of such, holds and gives away. None of its code runs.
 * @throws what `openSubject` and, for a single file, `describePyc` or `parseMpy` throw
 */
export async function inspectSubject(
  given: string,
  options: InspectOptions,
  context: RunContext,
): Promise<Inspection> {
  const subject = await openSubject(given, options.member, context)
  if (subject.kind !== 'file') return { file: given, ...(await describeArchive(subject, context)) }
  const { name: file, bytes } = subject
  return named(file, () =>
    looksLikeMpy(bytes)
      ? { kind: 'mpy', file, size: bytes.length, ...parseMpy(bytes) }
      : { kind: 'pyc', file, ...describePyc(bytes) },
  )
}

/**
 * What differs between two files of bytecode, or between two archives or folders by path.
 * With `member` that file of both is compared; where one side is a single file, it is that file itself.
 * @throws usage error `not-comparable`, and what reading throws
 */
export async function diffSubjects(
  givenA: string,
  givenB: string,
  options: InspectOptions,
  context: RunContext,
): Promise<InspectedDifference> {
  const [first, second] = [await openSide(givenA, options, context), await openSide(givenB, options, context)]
  const sides = { a: first.name, b: second.name }
  if (first.kind !== 'file' && second.kind !== 'file') {
    const difference = await diffArchives(first, second, context)
    const count = difference.added.length + difference.removed.length + difference.changed.length
    return { ...sides, same: count === 0, kind: 'archive', ...difference }
  }
  if (first.kind !== 'file' || second.kind !== 'file') {
    const [file, archive] = first.kind === 'file' ? [givenA, givenB] : [givenB, givenA]
    throw usageError('not-comparable', `${file} is a single file, and ${archive} holds many`, {
      hint: `name the file of ${archive} that is meant with --member PATH`,
    })
  }
  const differences = diffBytes(first, second)
  return { ...sides, same: differences.length === 0, kind: 'file', differences }
}

/** A single file is itself whatever `member` names. */
async function openSide(given: string, options: InspectOptions, context: RunContext): Promise<Subject> {
  const whole = await openSubject(given, undefined, context)
  return whole.kind === 'file' || options.member === undefined
    ? whole
    : openSubject(given, options.member, context)
}

type FileSubject = Extract<Subject, { kind: 'file' }>

function diffBytes(a: FileSubject, b: FileSubject): readonly Difference[] {
  const [mpyA, mpyB] = [looksLikeMpy(a.bytes), looksLikeMpy(b.bytes)]
  if (mpyA !== mpyB) {
    throw usageError(
      'not-comparable',
      `${mpyA ? a.name : b.name} is of MicroPython, and ${mpyA ? b.name : a.name} is not`,
    )
  }
  if (Buffer.compare(a.bytes, b.bytes) === 0) return []
  // What is broken is told with its name, before the two are compared.
  for (const { name, bytes } of [a, b]) named(name, () => (mpyA ? parseMpy(bytes) : readWhatCanBe(bytes)))
  return mpyA ? diffMpy(a.bytes, b.bytes) : diffPyc(a.bytes, b.bytes)
}

/** Of a Python whose code cannot be read, the header. */
function readWhatCanBe(bytes: Uint8Array): void {
  if (whyUnreadable(parseHeader(bytes).magic) === undefined) readPyc(bytes)
}

const DAMAGED = 'the file is damaged: get or compile it again'
const NO_COMPILER = 'no compiler writes such a file: do not trust it'

/** What to do about a file of which something is wrong. */
const HINTS: Readonly<Record<string, string>> = {
  'bytecode-too-short': 'the file is cut off: get or compile it again',
  'bytecode-truncated': 'the file is cut off or damaged: get or compile it again',
  'bytecode-bad-type': DAMAGED,
  'bytecode-bad-size': DAMAGED,
  'bytecode-bad-value': DAMAGED,
  'bytecode-bad-reference': DAMAGED,
  'bad-header-flags': DAMAGED,
  'bytecode-too-deep': NO_COMPILER,
  'bytecode-too-large': NO_COMPILER,
  'bytecode-cyclic': NO_COMPILER,
}

/** Work on one file, whose name goes before what is wrong with it. */
function named<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ExuviaError)) throw error
    const hint = error.hint ?? HINTS[error.code]
    const options = hint === undefined ? { cause: error } : { hint, cause: error }
    throw new ExuviaError(error.kind, error.code, `${name}: ${error.message}`, options)
  }
}
