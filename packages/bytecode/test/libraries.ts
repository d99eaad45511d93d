import { equalPairs, equalPairsEmbedded } from './equal.ts'
import { INTERPRETERS } from './interpreters.ts'
import { type Level, type State, corpus } from './corpus.ts'
import { EMBEDDED, embeddedCorpus } from './embedded.ts'

/** An interpreter that compiles its own standard library: native, or in WebAssembly. */
export interface Library {
  readonly name: string
  readonly runtime: string
  readonly compile: (step: number, levels?: readonly Level[], state?: State) => Promise<Iterable<Uint8Array>>
  /** See `equalPairs`. */
  readonly equal: (
    pairs: readonly (readonly [Uint8Array, Uint8Array])[],
    leftOut: readonly string[],
  ) => Promise<number>
}

type ToCompare = Parameters<Library['equal']>

/** Every interpreter here, and every embedded one. */
export const LIBRARIES: readonly Library[] = [
  ...INTERPRETERS.map(({ runtime, version }) => ({
    name: version,
    runtime,
    compile: async (step: number, levels?: readonly Level[], state?: State) =>
      corpus(runtime, step, state, levels),
    equal: async (...of: ToCompare) => equalPairs(runtime, ...of),
  })),
  ...EMBEDDED.map((embedded) => ({
    name: `${embedded.version} embedded`,
    runtime: embedded.runtime,
    compile: async (step: number, levels?: readonly Level[], state?: State) =>
      embeddedCorpus(embedded, step, state, levels),
    equal: async (...of: ToCompare) => equalPairsEmbedded(embedded.runtime, ...of),
  })),
]
