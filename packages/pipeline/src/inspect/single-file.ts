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
import { type Subject, looksLikeMpy } from './subject.ts'

type FileSubject = Extract<Subject, { kind: 'file' }>

/** What a single file of bytecode is. */
export type FileInspection =
  | ({ readonly kind: 'pyc'; readonly file: string } & PycDescription)
  | ({ readonly kind: 'mpy'; readonly file: string; readonly size: number } & MpyHeader)

/** @throws what `describePyc` or `parseMpy` throw, with the file's name */
export function describeFile({ name: file, bytes }: FileSubject): FileInspection {
  return named(file, () =>
    looksLikeMpy(bytes)
      ? { kind: 'mpy', file, size: bytes.length, ...parseMpy(bytes) }
      : { kind: 'pyc', file, ...describePyc(bytes) },
  )
}

/**
 * What differs between two files of bytecode.
 * @throws usage error `not-comparable`; what is broken, with the file's name
 */
export function diffBytes(a: FileSubject, b: FileSubject): readonly Difference[] {
  const [mpyA, mpyB] = [looksLikeMpy(a.bytes), looksLikeMpy(b.bytes)]
  if (mpyA !== mpyB) {
    throw usageError('not-comparable-formats', { mpy: mpyA ? a.name : b.name, other: mpyA ? b.name : a.name })
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
