import { usageError } from '@exuvia/model'
import type { PlannedEntry } from '../stages/entries.ts'
import type { InputFile } from './gather.ts'

/** An entry that keeps its time: a timestamp header names the time of the source beside it. */
export interface TimedEntry extends PlannedEntry {
  /** Seconds since 1970. */
  readonly mtime?: number
}

/** A file to copy unchanged. */
export function copyEntry(file: InputFile): TimedEntry {
  const { mtime, size, open } = file
  return { path: file.path, mode: file.executable ? 0o755 : 0o644, size, open, mtime }
}

/** @throws usage error `output-collision` */
export function refuseDoubles(entries: readonly PlannedEntry[]): void {
  const seen = new Set<string>()
  for (const { path: at } of entries) {
    if (seen.has(at)) throw usageError('output-collision', { path: at })
    seen.add(at)
  }
}
