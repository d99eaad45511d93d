import type { DebugLevel, OptimizeLevel } from './config.ts'
import type { Runtime } from './target.ts'

/** How a runtime's bytecode was made: what its bytes depend on, besides the sources. */
export interface BytecodeInfo {
  readonly runtime: Runtime
  /** Exact version of the compiler: `3.12.1`. */
  readonly version: string
  /** 16-bit magic number. */
  readonly magic: number
  /** Of what ships as bytecode alone; beside its source it is 0. */
  readonly optimize?: OptimizeLevel
  readonly debug?: DebugLevel
  /** Version of the normal form; not there where the bytes are the compiler's own. */
  readonly normalForm?: number
}

/** The same, and with what: in the manifest only, so that the same bytes make the same tarball. */
export interface CompilerInfo extends BytecodeInfo {
  readonly toolchain: 'native' | 'embedded'
}
