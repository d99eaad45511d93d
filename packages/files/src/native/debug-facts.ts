import type { FileWindow } from './file-window.ts'
import { NativeError } from './native-error.ts'

/** What the debug data of a file of machine code says. */
export interface DebugFacts {
  readonly debugBytes?: number
  readonly debugUnread?: string
  readonly debugPaths?: readonly string[]
}

/** What a reader of debug data finds. */
export interface FoundDebug {
  bytes: number
  readonly paths: Set<string>
}

const MOST_PATHS = 16

/**
 * Gathers what a reader finds. A file runs without its debug data, so a table of it that is damaged makes only this
 * unknown, and what was found before it stays.
 */
export async function debugFacts(
  file: FileWindow,
  read: (found: FoundDebug) => Promise<void>,
): Promise<DebugFacts> {
  const found: FoundDebug = { bytes: 0, paths: new Set() }
  let unread: string | undefined
  try {
    await read(found)
  } catch (error) {
    if (!(error instanceof NativeError)) throw error
    unread = error.message
  }
  const paths = [...found.paths].filter(isAbsolute).slice(0, MOST_PATHS)
  // What the file does not have is no size of it.
  const bytes = Math.min(found.bytes, file.size)
  return {
    ...(bytes === 0 ? {} : { debugBytes: bytes }),
    ...(unread === undefined ? {} : { debugUnread: unread }),
    ...(paths.length === 0 ? {} : { debugPaths: paths }),
  }
}

/** `/home/kai/x.o`, `C:\work\x.pdb` and `\\server\x.pdb`; `x.pdb` and `%_PDB%` are none. */
function isAbsolute(path: string): boolean {
  return /^(?:[A-Za-z]:)?[\\/]/.test(path)
}
