import { parseDistInfoPath } from './dist-info.ts'

/** Whether a file has the name of machine code: `.so`, `.so.1.2`, `.pyd`, `.dylib`, `.dll`. */
export function hasNativeName(path: string): boolean {
  return /\.(?:so(?:\.\d+)*|pyd|dylib|dll)$/i.test(path)
}

/** Whether a file's name is that of a licence or notice text. */
export function isLicenseName(name: string): boolean {
  return /^(?:licen[cs]e|copying|notice|authors)/i.test(name) && !/\.py[ic]?$/i.test(name)
}

/** What a file in a `.dist-info` folder is, by its name (PEP 639 keeps texts in `licenses/`); undefined for other files. */
export function distInfoRole(path: string): 'license' | 'metadata' | undefined {
  const inside = parseDistInfoPath(path)
  if (inside === undefined) return undefined
  const name = path.slice(path.lastIndexOf('/') + 1)
  return isLicenseName(name) || inside.file.startsWith('licenses/') ? 'license' : 'metadata'
}
