import type { FileRole } from '@exuvia/model'
import { distInfoRole, hasNativeName, parseDistInfoPath } from '@exuvia/packaging'

/** Finds the role of a file below `lib/` by its name. */
export function libRole(path: string): FileRole {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const inDistInfo = parseDistInfoPath(path)?.parent === '' ? distInfoRole(path) : undefined
  if (inDistInfo !== undefined) return inDistInfo
  if (/\.pyi$|^py\.typed$/i.test(name)) return 'stub'
  if (name.endsWith('.py')) return 'python'
  return hasNativeName(name) ? 'native' : 'data'
}
