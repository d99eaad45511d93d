import { PYTHONS, type Tag, sampleOf } from '@exuvia/test-needs'
import { equalPairs, equalPairsEmbedded } from './equal.ts'
import { type Level, type State, corpus } from './corpus.ts'
import { EMBEDDED, embeddedCorpus } from './embedded.ts'

/** An interpreter that compiles its own standard library: native, or in WebAssembly. */
export interface Library {
  readonly name: string
  readonly runtime: string
  /** The tags of a test that uses it: what the machine needs; embedded ones take seconds. */
  readonly needs: readonly Tag[]
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
  ...PYTHONS.map((runtime) => ({
    name: runtime,
    runtime,
    needs: [runtime],
    compile: async (step: number, levels?: readonly Level[], state?: State) =>
      corpus(runtime, step, state, levels),
    equal: async (...of: ToCompare) => equalPairs(runtime, ...of),
  })),
  ...EMBEDDED.map((embedded) => ({
    name: `${embedded.version} embedded`,
    runtime: embedded.runtime,
    needs: ['slow'] as const,
    compile: async (step: number, levels?: readonly Level[], state?: State) =>
      embeddedCorpus(embedded, step, state, levels),
    equal: async (...of: ToCompare) => equalPairsEmbedded(embedded.runtime, ...of),
  })),
]

/** Without the embedded ones, which take seconds to start. */
export const SAMPLE: readonly Library[] = sampleOf(
  LIBRARIES,
  LIBRARIES.filter(({ needs }) => !needs.includes('slow')),
)
