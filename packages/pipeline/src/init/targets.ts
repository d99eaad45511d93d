import { findToolchains, isPreview } from '@exuvia/compiler'
import { type Runtime, compareText, usageError } from '@exuvia/model'
import { parseRuntime, runtimeVersion, satisfiesPython } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'

/** More targets would make the first build slow; a comment in the config shows how to add others. */
const MOST_TARGETS = 3

/**
 * Chooses the newest Pythons that the project supports, its wheels allow and this machine can compile for. If no
 * Python has all wheels, the wheels do not decide: the build names those that are missing.
 * @param serves whether a Python has a wheel of each dependency
 * @throws usage error `no-compiler`, `no-fitting-compiler`
 */
export async function chooseTargets(
  requiresPython: string | undefined,
  serves: (runtime: Runtime) => Promise<boolean>,
  context: RunContext,
): Promise<string[]> {
  const { toolchains } = await findToolchains({ env: context.env, cwd: context.cwd, signal: context.signal })
  // A preview is for people who ask for it.
  const released = toolchains.filter(({ kind, runtime }) => kind === 'native' || !isPreview(runtime))
  const runtimes = [...new Set(released.map(({ runtime }) => runtime))].filter(
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
  const newestFirst = fitting.sort((a, b) => order(b) - order(a))
  const served: Runtime[] = []
  for (const runtime of newestFirst) {
    if (served.length < MOST_TARGETS && (await serves(runtime))) served.push(runtime)
  }
  return (served.length === 0 ? newestFirst.slice(0, MOST_TARGETS) : served).reverse()
}

function order(runtime: string): number {
  const parts = parseRuntime(runtime)
  return parts === undefined ? 0 : parts.major * 100 + parts.minor
}
