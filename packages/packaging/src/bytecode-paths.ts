import type { OptimizeLevel, Runtime } from '@exuvia/model'
import { formatRuntime, parseRuntime } from './runtime.ts'

/** The folder in which Python 3 keeps the bytecode of the sources beside it (PEP 3147). */
export const CACHE_FOLDER = '__pycache__'

/** Compiled Python by name: `.pyc`, and `.pyo` up to Python 3.4 (PEP 488); case does not matter, as on Windows and macOS. */
export function isBytecodePath(path: string): boolean {
  return /\.py[co]$/i.test(path)
}

/** Whether a path leads through a `__pycache__` folder. */
export function isInCacheFolder(path: string): boolean {
  return path.split('/').slice(0, -1).includes(CACHE_FOLDER)
}

/**
 * Returns where the bytecode of `lib/pkg/mod.py` goes without its source: the legacy place,
 * the only one that imports (PEP 3147).
 */
export function legacyPath(source: string): string {
  return `${withoutSuffix(source)}.pyc`
}

/**
 * Returns where the bytecode of `lib/pkg/mod.py` goes beside its source:
 * `lib/pkg/__pycache__/mod.cpython-312.pyc` (PEP 3147), with `.opt-1` or `.opt-2` for
 * optimised code (PEP 488). Python 2.7 does not use such a folder.
 */
export function cachePath(source: string, runtime: Runtime, optimize: OptimizeLevel): string {
  const tag = cacheTag(runtime)
  if (tag === undefined) return legacyPath(source)
  const slash = source.lastIndexOf('/') + 1
  const level = optimize === 0 ? '' : `.opt-${optimize}`
  return `${source.slice(0, slash)}${CACHE_FOLDER}/${withoutSuffix(source.slice(slash))}.${tag}${level}.pyc`
}

/** Returns the cache paths for all optimisation levels. */
export function cachePaths(source: string, runtime: Runtime): readonly string[] {
  const levels: readonly OptimizeLevel[] = [0, 1, 2]
  return [...new Set(levels.map((level) => cachePath(source, runtime, level)))]
}

/**
 * Returns `sys.implementation.cache_tag` of a runtime: `cpython-312`, `pypy39`. A free-threaded
 * CPython has the tag of its version, because both load the same bytecode.
 * @returns undefined for Python 2, MicroPython and text that is not a runtime
 */
export function cacheTag(runtime: Runtime): string | undefined {
  const parts = parseRuntime(runtime)
  if (parts === undefined || parts.implementation === 'mpy' || parts.major < 3) return undefined
  return `${parts.implementation === 'pp' ? 'pypy' : 'cpython-'}${parts.major}${parts.minor}`
}

/** Returns the runtime of a cache tag: `cpython-312` is `cp312`; undefined for other tags. */
export function runtimeOfCacheTag(tag: string): Runtime | undefined {
  const match = /^(cpython-|pypy)(\d)(\d{1,2})$/.exec(tag)
  if (match === null) return undefined
  const implementation = match[1] === 'pypy' ? 'pp' : 'cp'
  return formatRuntime({
    implementation,
    major: Number(match[2]),
    minor: Number(match[3]),
    freeThreaded: false,
  })
}

/** The place of a bytecode file, and its source. */
export interface BytecodePlace {
  /** The path of its source, without the suffix: `lib/pkg/mod`. */
  readonly stem: string
  /** Whether it is in `__pycache__`, so that it imports only if its source exists. */
  readonly cached: boolean
  /** Of a file in `__pycache__`: `cpython-312`; empty if its name has none. */
  readonly tag: string | undefined
}

/** Takes the path of a bytecode file apart (PEP 3147, PEP 488). */
export function placeOfBytecode(path: string): BytecodePlace {
  const slash = path.lastIndexOf('/') + 1
  const folder = path.slice(0, slash)
  const name = path.slice(slash).replace(/\.py[co]$/i, '')
  const outer = /^(.*\/)?__pycache__\/$/i.exec(folder)
  if (outer === null) return { stem: `${folder}${name}`, cached: false, tag: undefined }
  const parts = name.split('.')
  if (parts.length > 1 && parts.at(-1)?.startsWith('opt-') === true) parts.pop()
  const tag = parts.length > 1 ? parts.pop() : ''
  return { stem: `${outer[1] ?? ''}${parts.join('.')}`, cached: true, tag }
}

function withoutSuffix(path: string): string {
  return path.replace(/\.[^./]*$/, '')
}
