import { mkdirSync } from 'node:fs'

import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The bytecode cache of this run. */
    readonly compiled: string
  }
}

/**
 * The bytecode cache that the test files of one run share (EXUVIA_CACHE_DIR): an embedded
 * CPython takes seconds to start, and most tests compile the same few sources. A test about
 * the cache itself takes a folder of its own.
 */
export function sharedCache(): string {
  const folder = inject('compiled')
  mkdirSync(folder, { recursive: true })
  return folder
}
