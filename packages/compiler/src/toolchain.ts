import type { Runtime } from '@exuvia/model'

/** A compiler for one runtime, after it reported its identity. */
export interface Toolchain {
  readonly kind: 'native' | 'embedded'
  readonly runtime: Runtime
  /** Exact Python version: `3.12.1`, `3.15.0rc1`. */
  readonly version: string
  /** 16-bit magic number of its bytecode. */
  readonly magic: number
  /** Everything that can affect its output: implementation and full `sys.version`, or the npm package's version. */
  readonly identity: string
  /** For people: the interpreter's path, or the name of the package. */
  readonly location: string
  /** What to start: the interpreter's path, or the `file:` URL of the WebAssembly build's folder, with its `/`. */
  readonly entry: string
}

/** Where to look for toolchains. */
export interface ToolchainSearch {
  readonly env: NodeJS.ProcessEnv
  /** The project's root: relative paths start here, and `@exuvia/cpython-3xx` is resolved from here first. */
  readonly cwd: string
  readonly signal?: AbortSignal | undefined
}
