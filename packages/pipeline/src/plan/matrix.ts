import { type Plan, usageError } from '@exuvia/model'
import { formatTarget, parseRuntime, pythonTag, runtimeVersion } from '@exuvia/packaging'

/** GitHub allows no more jobs per matrix ("Actions limits"). */
const MOST_JOBS = 256

/** One job of a matrix that builds a release in parts. */
export interface GitHubMatrixEntry {
  /** For `exuvia build --target … --part`. */
  readonly target: string
  readonly runtime: string
  readonly platform: string
  /** The name for actions/setup-python: `3.12`, `pypy3.9`. Absent for MicroPython. */
  readonly 'python-version'?: string
}

/** `strategy.matrix` of a GitHub Actions job. */
export interface GitHubMatrix {
  readonly include: readonly GitHubMatrixEntry[]
}

/**
 * Lists the jobs that build a plan's targets in parts, in the plan's order, for `fromJSON` in
 * a workflow. No entry names a runner: bytecode does not depend on the processor, and
 * native files come from the wheelhouse, so any machine can build every target. Pure.
 * @throws usage error `matrix-too-large`
 */
export function planMatrix(plan: Plan): GitHubMatrix {
  if (plan.building.length > MOST_JOBS) {
    throw usageError('matrix-too-large', { count: plan.building.length, limit: MOST_JOBS })
  }
  return {
    include: plan.building.map(({ target }) => {
      const { runtime, platform } = target
      const python = pythonVersion(runtime)
      const entry = { target: formatTarget(target), runtime, platform }
      return python === undefined ? entry : { ...entry, 'python-version': python }
    }),
  }
}

/**
 * The name of a runtime's compiler for actions/setup-python; undefined for MicroPython. The compiler of `3.13` serves
 * `cp313t` too.
 */
export function pythonVersion(runtime: string): string | undefined {
  const implementation = parseRuntime(runtime)?.implementation
  if (implementation === 'cp') return runtimeVersion(pythonTag(runtime))
  return implementation === 'pp' ? `pypy${runtimeVersion(runtime)}` : undefined
}
