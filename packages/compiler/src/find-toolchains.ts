import { realpath } from 'node:fs/promises'
import { nativeCandidates } from './candidates.ts'
import { EMBEDDED_RUNTIMES } from './embedded-runtimes.ts'
import { findEmbedded } from './embedded-toolchains.ts'
import { type Probe, probeInterpreter } from './probe.ts'
import type { Toolchain, ToolchainSearch } from './toolchain.ts'

/** Starting interpreters mostly waits for the disk; more at once would not help. */
const AT_ONCE = 4

/** What a search finds. */
export interface FoundToolchains {
  /** Native ones in order of preference, then embedded ones. */
  readonly toolchains: readonly Toolchain[]
  /** Free-threaded interpreters, which run releases. They compile only if the config names their path. */
  readonly freeThreaded: readonly Toolchain[]
}

/** Finds all toolchains and free-threaded interpreters. Lists an interpreter with several names once. */
export async function findToolchains(search: ToolchainSearch): Promise<FoundToolchains> {
  const candidates = await nativeCandidates(search)
  const real = await Promise.all(candidates.map(({ path }) => realpath(path).catch(() => path)))
  const paths = [...new Map(candidates.map(({ path }, index) => [real[index], path])).values()]
  const probes = await mapAtOnce(paths, (path) => probeInterpreter(path, search.env, search.signal))
  const pythons = probes.filter((probe) => probe.kind === 'python')
  const native = pythons.filter(isUsable).map(({ toolchain }) => toolchain)
  const freeThreaded = pythons.filter((probe) => !isUsable(probe)).map(({ toolchain }) => toolchain)
  const embedded = await Promise.all(EMBEDDED_RUNTIMES.map((runtime) => findEmbedded(runtime, search)))
  const found = embedded.filter((toolchain) => toolchain !== undefined)
  return {
    toolchains: [...(await withoutDoubles(native)), ...found],
    freeThreaded: await withoutDoubles(freeThreaded),
  }
}

/** Free-threaded builds write different bytes from run to run (cpython 129724); use them only by path. */
export function isUsable(probe: Probe): probe is Probe & { readonly kind: 'python' } {
  return probe.kind === 'python' && !probe.freeThreaded
}

async function withoutDoubles(toolchains: readonly Toolchain[]): Promise<Toolchain[]> {
  const seen = new Map<string, Toolchain>()
  for (const toolchain of toolchains) {
    const real = await realpath(toolchain.location).catch(() => toolchain.location)
    if (!seen.has(real)) seen.set(real, toolchain)
  }
  return [...seen.values()]
}

async function mapAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) {
      results[index] = await work(items[index] as T)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return results
}
