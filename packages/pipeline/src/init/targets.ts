import { findToolchains } from '@exuvia/compiler'
import { compareText, usageError } from '@exuvia/model'
import { parseRuntime, runtimeVersion, satisfiesPython } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'

/** More targets would make the first build slow; a comment in the config shows how to add others. */
const MOST_TARGETS = 3

/**
 * Chooses the newest Pythons that the project supports and this machine can compile for.
 * @throws usage error `no-compiler`
 */
export async function chooseTargets(
  requiresPython: string | undefined,
  context: RunContext,
): Promise<string[]> {
  const toolchains = await findToolchains({ env: context.env, cwd: context.cwd, signal: context.signal })
  const runtimes = [...new Set(toolchains.map(({ runtime }) => runtime))].filter(
    (runtime) => parseRuntime(runtime)?.implementation === 'cp',
  )
  if (runtimes.length === 0) {
    throw usageError('no-compiler')
  }
  const fitting = runtimes.filter(
    (runtime) => requiresPython === undefined || satisfiesPython(runtime, requiresPython),
  )
  if (fitting.length === 0) {
    const found = runtimes.map(runtimeVersion).sort(compareText)
    throw usageError('no-fitting-compiler', { requires: requiresPython ?? '', found })
  }
  return fitting.sort((a, b) => order(a) - order(b)).slice(-MOST_TARGETS)
}

function order(runtime: string): number {
  const parts = parseRuntime(runtime)
  return parts === undefined ? 0 : parts.major * 100 + parts.minor
}
