import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of this run; the first test that needs it makes it. */
    readonly runFolder: string
  }
}

/** A folder outside of the repository that all test files of one run share. The end of the run removes it. */
export function runFolder(): string {
  const folder = inject('runFolder')
  mkdirSync(folder, { recursive: true })
  return folder
}

/**
 * The bytecode cache that the test files of one run share (EXUVIA_CACHE_DIR): an embedded
 * CPython takes seconds to start, and most tests compile the same few sources. A test about
 * the cache itself takes a folder of its own.
 */
export function sharedCache(): string {
  const folder = join(runFolder(), 'compiled')
  mkdirSync(folder, { recursive: true })
  return folder
}
