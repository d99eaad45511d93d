import { parseRuntime } from './runtime.ts'
import { versionFits } from './versions.ts'

/**
 * Whether some patch version of a runtime's Python meets `Requires-Python`. MicroPython has
 * its own versions and always does.
 */
export function satisfiesPython(runtime: string, requiresPython: string): boolean {
  const parts = parseRuntime(runtime)
  if (parts === undefined || parts.implementation === 'mpy') return true
  return ['0', '99'].some((patch) =>
    versionFits(`${parts.major}.${parts.minor}.${patch}`, requiresPython.replaceAll(/\s+/g, ''), true),
  )
}
