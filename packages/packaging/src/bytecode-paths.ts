import type { OptimizeLevel, Runtime } from '@exuvia/model'
import { parseRuntime } from './runtime.ts'

/**
 * Where the bytecode of `lib/pkg/mod.py` goes without its source: the legacy place,
 * the only one that imports (PEP 3147).
 */
export function legacyPath(source: string): string {
  return `${withoutSuffix(source)}.pyc`
}

/**
 * Where the bytecode of `lib/pkg/mod.py` goes beside its source:
 * `lib/pkg/__pycache__/mod.cpython-312.pyc` (PEP 3147), with `.opt-1` or `.opt-2` for
 * optimised code (PEP 488). Python 2.7 has no such folder.
 */
export function cachePath(source: string, runtime: Runtime, optimize: OptimizeLevel): string {
  const parts = parseRuntime(runtime)
  if (parts === undefined || parts.major < 3) return legacyPath(source)
  const slash = source.lastIndexOf('/')
  const name = withoutSuffix(source.slice(slash + 1))
  const implementation = parts.implementation === 'pp' ? 'pypy' : 'cpython-'
  const tag = optimize === 0 ? '' : `.opt-${optimize}`
  return `${source.slice(0, slash + 1)}__pycache__/${name}.${implementation}${parts.major}${parts.minor}${tag}.pyc`
}

function withoutSuffix(path: string): string {
  return path.replace(/\.[^./]*$/, '')
}
