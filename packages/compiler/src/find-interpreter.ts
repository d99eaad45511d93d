import { ExuviaError, type Runtime } from '@exuvia/model'
import { parseRuntime } from '@exuvia/packaging'
import { nativeCandidates } from './candidates.ts'
import { probeInterpreter } from './probe.ts'
import { locate, selectToolchain } from './select-toolchain.ts'
import type { Toolchain, ToolchainSearch } from './toolchain.ts'

/**
 * Finds the interpreter that runs the releases of a runtime, where `selectToolchain` finds what compiles for it. Of
 * `cp313t` only a free-threaded build does, because no other loads its native modules.
 * @param preference as for `selectToolchain`; `auto` and `embedded` mean a native one
 * @returns undefined if this machine has none
 * @throws usage error if a path is not an interpreter for the runtime
 */
export async function findInterpreter(
  runtime: Runtime,
  preference: string,
  search: ToolchainSearch,
): Promise<Toolchain | undefined> {
  const parts = parseRuntime(runtime)
  if (parts === undefined || parts.implementation === 'mpy') return undefined
  const isPath = !['auto', 'native', 'embedded'].includes(preference)
  if (!parts.freeThreaded) {
    return selectToolchain(runtime, isPath ? preference : 'native', search).then(
      ({ toolchain }) => toolchain,
      (error: unknown) => {
        if (error instanceof ExuviaError && error.code === 'toolchain-not-found') return undefined
        throw error
      },
    )
  }
  // A path may name an ordinary build, which compiles for this runtime.
  const named = isPath ? [await locate(preference, runtime, search)] : []
  const candidates = await nativeCandidates(search, runtime)
  for (const path of [...named, ...candidates.map((candidate) => candidate.path)]) {
    const probe = await probeInterpreter(path, search.env, search.signal)
    if (probe.kind === 'python' && probe.toolchain.runtime === runtime) return probe.toolchain
  }
  return undefined
}
