import type { LeakFacts, NativeFacts, NestedContent } from '@exuvia/model'

/** The facts of an archive's file that checks use. */
export interface ArchiveFile {
  /** With `/`. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Whether its owner may execute it. */
  readonly executable: boolean
  /** The first 64 bytes or so. */
  readonly head: Uint8Array
  /** What is inside, if the file is an archive. */
  readonly inside?: NestedContent | undefined
  /** Where its machine code runs, if it is any. */
  readonly native?: NativeFacts | undefined
  /** What it would hand out, if it was scanned. */
  readonly leaks?: LeakFacts | undefined
}
