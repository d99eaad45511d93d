import { parseRuntime } from './runtime.ts'
import { readSpecifier } from './specifier.ts'
import { versionFits } from './versions.ts'

/** Whether a Python may run a distribution; `unknown` if its `Requires-Python` cannot be read. */
export type PythonFit = 'fits' | 'excluded' | 'unknown'

/** More patch versions than any minor version has. */
const PATCHES = Array.from({ length: 100 }, (_, patch) => patch)

const known = new Map<string, PythonFit>()

/**
 * Whether some patch version of a runtime's Python meets `Requires-Python`. MicroPython has
 * its own versions and always does.
 */
export function pythonFit(runtime: string, requiresPython: string): PythonFit {
  const key = `${runtime} ${requiresPython}`
  const fit = known.get(key) ?? findFit(runtime, requiresPython)
  known.set(key, fit)
  return fit
}

function findFit(runtime: string, requiresPython: string): PythonFit {
  const parts = parseRuntime(runtime)
  if (parts === undefined || parts.implementation === 'mpy') return 'fits'
  const clauses = readSpecifier(requiresPython)
  if (clauses === undefined) return 'unknown'
  const specifier = clauses.join(',')
  return PATCHES.some((patch) => versionFits(`${parts.major}.${parts.minor}.${patch}`, specifier, true))
    ? 'fits'
    : 'excluded'
}

/** Whether `Requires-Python` does not exclude a runtime; one that cannot be read excludes none, as for pip. */
export function satisfiesPython(runtime: string, requiresPython: string): boolean {
  return pythonFit(runtime, requiresPython) !== 'excluded'
}
