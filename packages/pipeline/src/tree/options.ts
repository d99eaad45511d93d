import {
  type DebugLevel,
  type Invalidation,
  type OptimizeLevel,
  type Runtime,
  usageError,
} from '@exuvia/model'
import { parseRuntime } from '@exuvia/packaging'
import { headerHasHash } from '../compilation/header.ts'

/** What `exuvia compile` is asked for. */
export interface CompileOptions {
  /** Folders, `.py` files or wheels. */
  readonly sources: readonly string[]
  readonly out: string
  readonly runtime: Runtime
  readonly optimize: OptimizeLevel
  /** `legacy`: `mod.pyc` in the source's place; `pycache`: `__pycache__/mod.cpython-312.pyc` (PEP 3147). */
  readonly layout: 'legacy' | 'pycache'
  /** Undefined: `unchecked-hash` where this Python has it, else `timestamp`. */
  readonly invalidation: Invalidation | undefined
  /** False: code objects stay as the compiler writes them, and `debug` is `full`. */
  readonly normalise: boolean
  readonly debug: DebugLevel
  /** `auto`, `native`, `embedded`, or an interpreter's path. */
  readonly toolchain: string
  readonly keepSource: boolean
  readonly cache: boolean
  /** Globs of files in the sources that are left out. */
  readonly exclude: readonly string[]
  /** Empty the output folder first. */
  readonly clean: boolean
}

/**
 * Refuses combinations that would make files which never import or never were.
 * @throws usage error
 */
export function checkCompileOptions(options: CompileOptions): void {
  const { runtime, layout, invalidation, keepSource, normalise, debug } = options
  const parts = parseRuntime(runtime)
  if (parts === undefined || parts.implementation === 'mpy') {
    throw usageError('bad-runtime', { runtime })
  }
  if (options.sources.length === 0) throw usageError('no-sources')
  if (!normalise && debug !== 'full') {
    throw usageError('debug-without-normalise', { debug })
  }
  if (layout === 'pycache' && !keepSource) {
    throw usageError('layout-never-imports')
  }
  if (layout === 'pycache' && parts.major < 3) {
    throw usageError('layout-unknown-there', { runtime })
  }
  if (invalidation !== undefined && invalidation !== 'timestamp' && !headerHasHash(runtime)) {
    throw usageError('no-hash-header', { runtime })
  }
}

/** How the result's headers tell that they are stale. */
export function invalidationOf({ invalidation, runtime }: CompileOptions): Invalidation {
  return invalidation ?? (headerHasHash(runtime) ? 'unchecked-hash' : 'timestamp')
}
