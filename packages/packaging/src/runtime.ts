import { type Runtime, type Target, compareText, usageError } from '@exuvia/model'

/** The parts of a runtime tag: `cp312` is CPython 3.12. */
export interface RuntimeParts {
  readonly implementation: 'cp' | 'pp' | 'mpy'
  readonly major: number
  readonly minor: number
  /** A build without the GIL (PEP 703): `cp313t`. It loads the bytecode of its version, but not native modules of the ordinary build. */
  readonly freeThreaded: boolean
}

const RUNTIME = /^(cp|pp|mpy)([0-9])([0-9]{0,2})(t?)$/
const PLATFORM = /^[a-z0-9_]+$/

/**
 * Parses a runtime; undefined if invalid. It is a Python tag of PEP 425 (`cp312`), or for a
 * free-threaded CPython (3.13 or later) its ABI tag (`cp313t`).
 */
export function parseRuntime(tag: string): RuntimeParts | undefined {
  const match = RUNTIME.exec(tag)
  if (match === null) return undefined
  const implementation = match[1] === 'cp' || match[1] === 'pp' ? match[1] : 'mpy'
  if (implementation !== 'mpy' && match[3] === '') return undefined
  const [major, minor] = [Number(match[2]), Number(match[3] === '' ? '0' : match[3])]
  const freeThreaded = match[4] === 't'
  if (freeThreaded && (implementation !== 'cp' || major < 3 || minor < 13)) return undefined
  return { implementation, major, minor, freeThreaded }
}

/** Formats the tag of a runtime: the inverse of `parseRuntime`. */
export function formatRuntime({ implementation, major, minor, freeThreaded }: RuntimeParts): Runtime {
  if (implementation === 'mpy') return `mpy${major}${minor === 0 ? '' : minor}`
  return `${implementation}${major}${minor}${freeThreaded ? 't' : ''}`
}

/**
 * Returns the Python tag of a runtime (PEP 425): its own, but `cp313` for `cp313t`, because a
 * free-threaded build differs only in its ABI tag.
 */
export function pythonTag(runtime: Runtime): string {
  const parts = parseRuntime(runtime)
  return parts === undefined ? runtime : formatRuntime({ ...parts, freeThreaded: false })
}

/** Whether a runtime can make imports lazy (PEP 810): CPython from 3.15 on. */
export function hasLazyImports(runtime: Runtime): boolean {
  const parts = parseRuntime(runtime)
  if (parts?.implementation !== 'cp') return false
  return parts.major > 3 || (parts.major === 3 && parts.minor >= 15)
}

/** Puts a runtime in words: `cp312` is "CPython 3.12"; `cp313t` is "CPython 3.13t", like its program's name. */
export function runtimeInWords(runtime: Runtime): string {
  const parts = parseRuntime(runtime)
  if (parts === undefined) return runtime
  const names = { cp: 'CPython', pp: 'PyPy', mpy: 'MicroPython' }
  const version = parts.implementation === 'mpy' ? `.mpy ${parts.major}` : runtimeVersion(runtime)
  return `${names[parts.implementation]} ${version}`
}

/** Formats a target: `cp312-any`. */
export function formatTarget(target: Target): string {
  return `${target.runtime}-${target.platform}`
}

/**
 * Reads `cp312-any` or `cp312-manylinux_2_28_x86_64`.
 * @throws usage error `bad-target`
 */
export function parseTarget(text: string): Target {
  const dash = text.indexOf('-')
  const runtime = dash < 0 ? text : text.slice(0, dash)
  const platform = dash < 0 ? '' : text.slice(dash + 1)
  if (parseRuntime(runtime) === undefined || !PLATFORM.test(platform)) {
    throw usageError('bad-target', { target: text, reason: 'its form is wrong' })
  }
  return { runtime, platform }
}

/** Returns the version as people type it: `cp312` → `3.12`, `cp313t` → `3.13t`. */
export function runtimeVersion(runtime: Runtime): string {
  const parts = parseRuntime(runtime)
  return parts === undefined ? runtime : `${parts.major}.${parts.minor}${parts.freeThreaded ? 't' : ''}`
}

/** Orders runtimes as people count: by implementation, then by version, so that cp38 comes before cp310. */
export function compareRuntimes(a: Runtime, b: Runtime): number {
  const [one, other] = [parseRuntime(a), parseRuntime(b)]
  if (one === undefined || other === undefined) return compareText(a, b)
  return (
    compareText(one.implementation, other.implementation) ||
    one.major - other.major ||
    one.minor - other.minor ||
    Number(one.freeThreaded) - Number(other.freeThreaded)
  )
}
