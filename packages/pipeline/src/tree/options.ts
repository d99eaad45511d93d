import {
  type CodeLevel,
  type DebugLevel,
  type Invalidation,
  type Runtime,
  docstringsOf,
  usageError,
} from '@exuvia/model'
import { parseRuntime } from '@exuvia/packaging'
import { headerHasHash } from '../compilation/header.ts'

/** The options of `exuvia compile`. */
export interface CompileOptions extends CodeLevel {
  /** Folders, `.py` files or wheels. */
  readonly sources: readonly string[]
  readonly out: string
  readonly runtime: Runtime
  /** `legacy`: `mod.pyc` in the source's place; `pycache`: `__pycache__/mod.cpython-312.pyc` (PEP 3147). */
  readonly layout: 'legacy' | 'pycache'
  /** Undefined: `unchecked-hash` if this Python supports it, otherwise `timestamp`. */
  readonly invalidation: Invalidation | undefined
  /** False: code objects stay unchanged, and `debug` is `full`. */
  readonly normalise: boolean
  readonly debug: DebugLevel
  /** `auto`, `native`, `embedded`, or an interpreter's path. */
  readonly toolchain: string
  readonly keepSource: boolean
  readonly cache: boolean
  /** Globs of files in the sources to skip. */
  readonly exclude: readonly string[]
  /** Empty the output folder first. */
  readonly clean: boolean
}

/**
 * Refuses combinations whose files never import or cannot exist.
 * @throws usage error
 */
export function checkCompileOptions(options: CompileOptions): void {
  const { runtime, optimize, docstrings, layout, invalidation, keepSource, normalise, debug } = options
  const parts = parseRuntime(runtime)
  if (parts === undefined || parts.implementation === 'mpy') {
    throw usageError('bad-runtime', { runtime })
  }
  if (options.sources.length === 0) throw usageError('no-sources')
  if (!normalise && debug !== 'full') {
    throw usageError('debug-without-normalise', { debug })
  }
  if (keepSource && docstrings !== docstringsOf(optimize)) {
    throw usageError('docstrings-beside-source', { docstrings, optimize })
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

/** How Python detects that the results are stale. */
export function invalidationOf({ invalidation, runtime }: CompileOptions): Invalidation {
  return invalidation ?? (headerHasHash(runtime) ? 'unchecked-hash' : 'timestamp')
}
