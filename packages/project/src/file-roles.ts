import type { FileRole } from '@exuvia/model'
import { parseDistInfoPath } from '@exuvia/packaging'

/** Finds the role of a file below `lib/` by its name. */
export function libRole(path: string): FileRole {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const inside = parseDistInfoPath(path)
  if (inside?.parent === '') {
    return isLicenseName(name) || inside.file.startsWith('licenses/') ? 'license' : 'metadata'
  }
  if (/\.pyi$|^py\.typed$/i.test(name)) return 'stub'
  if (name.endsWith('.py')) return 'python'
  return isNative(name) ? 'native' : 'data'
}

/** Machine code by suffix: `.so`, `.so.1.2`, `.pyd`, `.dylib`, `.dll`. */
export function isNative(path: string): boolean {
  return /\.(?:so(?:\.\d+)*|pyd|dylib|dll)$/i.test(path)
}

/** Whether a file's name is that of a licence or notice text. */
export function isLicenseName(name: string): boolean {
  return /^(?:licen[cs]e|copying|notice|authors)/i.test(name) && !/\.py[ic]?$/i.test(name)
}
