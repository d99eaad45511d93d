import type { Runtime } from '@exuvia/model'

/** A CPython in WebAssembly with an npm package, `runtimes/cpython-3xx`. */
interface EmbeddedRuntime {
  readonly runtime: Runtime
  /**
   * `preview`: the CPython inside is a pre-release, and no native build of its minor version
   * has been compared with it. Tests show what it does by itself, and no more.
   */
  readonly state: 'released' | 'preview'
}

/**
 * The one list of embedded compilers: the toolchain search, `exuvia doctor`, messages, tests
 * and the table in docs/toolchains.md follow it. The package records the exact version.
 */
const TABLE: readonly EmbeddedRuntime[] = [
  { runtime: 'cp310', state: 'released' },
  { runtime: 'cp311', state: 'released' },
  { runtime: 'cp312', state: 'released' },
  { runtime: 'cp313', state: 'released' },
  { runtime: 'cp314', state: 'released' },
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
