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

/** The description of a single bytecode file. */
export type FileInspection =
  | ({ readonly kind: 'pyc'; readonly file: string } & PycDescription)
  | ({ readonly kind: 'mpy'; readonly file: string; readonly size: number } & MpyHeader)

/** @throws as `describePyc` or `parseMpy`, with the file's name */
export function describeFile({ name: file, bytes }: FileSubject): FileInspection {
  return named(file, () =>
    looksLikeMpy(bytes)
      ? { kind: 'mpy', file, size: bytes.length, ...parseMpy(bytes) }
      : { kind: 'pyc', file, ...describePyc(bytes) },
  )
}

/**
 * Compares two bytecode files.
 * @throws usage error `not-comparable`; errors about broken files, with the file's name
 */
export function diffBytes(a: FileSubject, b: FileSubject): readonly Difference[] {
  const [mpyA, mpyB] = [looksLikeMpy(a.bytes), looksLikeMpy(b.bytes)]
  if (mpyA !== mpyB) {
    throw usageError('not-comparable-formats', { mpy: mpyA ? a.name : b.name, other: mpyA ? b.name : a.name })
  }
  if (Buffer.compare(a.bytes, b.bytes) === 0) return []
  // Report a broken file with its name before the comparison.
  for (const { name, bytes } of [a, b]) named(name, () => (mpyA ? parseMpy(bytes) : readWhatCanBe(bytes)))
  return mpyA ? diffMpy(a.bytes, b.bytes) : diffPyc(a.bytes, b.bytes)
}

/** Describes only the header if the Python's code cannot be read. */
function readWhatCanBe(bytes: Uint8Array): void {
  if (whyUnreadable(parseHeader(bytes).magic) === undefined) readPyc(bytes)
}

/** Runs work on one file, and puts the file's name before its errors. */
function named<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ExuviaError)) throw error
    throw error.at({ path: name })
  }
}
