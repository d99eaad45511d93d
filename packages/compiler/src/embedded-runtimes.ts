import type { Runtime } from '@exuvia/model'

/** A CPython in WebAssembly with an npm package, `runtimes/cpython-3xx`. */
interface EmbeddedRuntime {
  readonly runtime: Runtime
  /**
   * `preview` where no native build of that version has been compared with it: its
   * bytecode is read, normalised and run by itself, and that is all that tests show.
   */
  readonly state: 'proven' | 'preview'
}

/**
 * The one list of embedded compilers: the toolchain search, `exuvia doctor`, messages, tests
 * and the table in docs/toolchains.md follow it. The package records the exact version.
 */
const TABLE: readonly EmbeddedRuntime[] = [
  { runtime: 'cp310', state: 'proven' },
  { runtime: 'cp311', state: 'proven' },
  { runtime: 'cp312', state: 'proven' },
  { runtime: 'cp313', state: 'proven' },
  { runtime: 'cp314', state: 'proven' },
  { runtime: 'cp315', state: 'preview' },
]

/** The runtimes that have an embedded compiler, oldest first. */
export const EMBEDDED_RUNTIMES: readonly Runtime[] = TABLE.map(({ runtime }) => runtime)

/** Whether a runtime's embedded compiler is a preview. */
export function isPreview(runtime: Runtime): boolean {
  return TABLE.some((row) => row.runtime === runtime && row.state === 'preview')
}

/** `cp312` → `@exuvia/cpython-312`. */
export function embeddedPackage(runtime: Runtime): string {
  return `@exuvia/cpython-${runtime.slice(2)}`
}
