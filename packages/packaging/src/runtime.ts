import { type Runtime, type Target, compareText, usageError } from '@exuvia/model'

/** The parts of a runtime tag: `cp312` is CPython 3.12. */
export interface RuntimeParts {
  readonly implementation: 'cp' | 'pp' | 'mpy'
  readonly major: number
  readonly minor: number
}

const RUNTIME = /^(cp|pp|mpy)([0-9])([0-9]{0,2})$/
const PLATFORM = /^[a-z0-9_]+$/

/** Splits a runtime tag (PEP 425 `{python tag}`), or returns undefined where it is none. */
export function parseRuntime(tag: string): RuntimeParts | undefined {
  const match = RUNTIME.exec(tag)
  if (match === null) return undefined
  const implementation = match[1] === 'cp' || match[1] === 'pp' ? match[1] : 'mpy'
  if (implementation !== 'mpy' && match[3] === '') return undefined
  return { implementation, major: Number(match[2]), minor: Number(match[3] === '' ? '0' : match[3]) }
}

/** `cp312` in words: "CPython 3.12". */
export function runtimeInWords(runtime: Runtime): string {
  const parts = parseRuntime(runtime)
  if (parts === undefined) return runtime
  const names = { cp: 'CPython', pp: 'PyPy', mpy: 'MicroPython' }
  const version = parts.implementation === 'mpy' ? `.mpy ${parts.major}` : `${parts.major}.${parts.minor}`
  return `${names[parts.implementation]} ${version}`
}

/** `cp312-any`. */
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
    throw usageError('bad-target', `"${text}" is not a target`, {
      hint: 'a target is a runtime and a platform tag: cp312-any, cp311-manylinux_2_28_x86_64',
    })
  }
  return { runtime, platform }
}

/** The version in words that a person types: `cp312` → `3.12`. */
export function runtimeVersion(runtime: Runtime): string {
  const parts = parseRuntime(runtime)
  return parts === undefined ? runtime : `${parts.major}.${parts.minor}`
}

/** Orders runtimes as people count: by implementation, then by version, so that cp38 comes before cp310. */
export function compareRuntimes(a: Runtime, b: Runtime): number {
  const [one, other] = [parseRuntime(a), parseRuntime(b)]
  if (one === undefined || other === undefined) return compareText(a, b)
  return (
    compareText(one.implementation, other.implementation) ||
    one.major - other.major ||
    one.minor - other.minor
  )
}
