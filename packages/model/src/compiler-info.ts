import type { DocstringMode, OptimizeLevel } from './code-level.ts'
import type { DebugLevel } from './config.ts'
import type { Runtime } from './target.ts'

/** How a runtime's bytecode was made: everything besides the sources that affects its bytes. */
export interface BytecodeInfo {
  readonly runtime: Runtime
  /** Exact version of the compiler: `3.12.1`. */
  readonly version: string
  /** 16-bit magic number. */
  readonly magic: number
  /** Level of files that ship as bytecode alone; 0 for bytecode beside its source. */
  readonly optimize?: OptimizeLevel
  /** What became of docstrings, where it is not what the level does with them. */
  readonly docstrings?: DocstringMode
  readonly debug?: DebugLevel
  /** Version of the normal form; absent if the bytes are the compiler's own. */
  readonly normalForm?: number
}

/** The same with the toolchain: in the manifest only, so that equal bytes make equal tarballs. */
export interface CompilerInfo extends BytecodeInfo {
  readonly toolchain: 'native' | 'embedded'
}
