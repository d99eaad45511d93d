import { type Runtime } from '@exuvia/model'
import { parseRuntime } from '@exuvia/packaging'

/** `lib/pkg/mod.py` → `lib/pkg/mod.pyc`: the place where bytecode imports without its source (PEP 3147). */
export function legacyPath(source: string): string {
  return `${withoutSuffix(source)}.pyc`
}

/**
 * Where the bytecode of a source may lie beside it: `__pycache__/mod.cpython-312.pyc`
 * (PEP 3147), also with `.opt-1` or `.opt-2` (PEP 488). Python 2 keeps it in the legacy place.
 */
export function cachePaths(source: string, runtime: Runtime): readonly string[] {
  const parts = parseRuntime(runtime)
  if (parts === undefined || parts.major < 3) return [legacyPath(source)]
  const slash = source.lastIndexOf('/') + 1
  const tag = `${parts.implementation === 'pp' ? 'pypy' : 'cpython-'}${parts.major}${parts.minor}`
  const stem = `${source.slice(0, slash)}__pycache__/${withoutSuffix(source.slice(slash))}.${tag}`
  return ['', '.opt-1', '.opt-2'].map((level) => `${stem}${level}.pyc`)
}

/** The module that a bytecode file belongs to, without a suffix, and whether it lies in `__pycache__`. */
export function moduleOf(path: string): { readonly stem: string; readonly cached: boolean } {
  const cached = /^(.*?)__pycache__\/([^/]+?)\.[^./]+(?:\.opt-[^./]+)?\.py[co]$/i.exec(path)
  if (cached !== null) return { stem: `${cached[1]}${cached[2]}`, cached: true }
  return { stem: withoutSuffix(path), cached: path.includes('__pycache__/') }
}

function withoutSuffix(path: string): string {
  return path.replace(/\.[^./]*$/, '')
}
