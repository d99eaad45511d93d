import { isSourceName } from '@exuvia/files'
import type { FileRole } from '@exuvia/model'
import { hasNativeName } from '@exuvia/packaging'

/**
 * A file's kind for rules: its role, except that a data file with the name or the `#!` line of Python is
 * `loose-source`: it is source, but cannot ship as bytecode.
 */
export type FileKind = FileRole | 'loose-source'

/** Recognises Cython source, which becomes native code rather than bytecode. */
export function isCythonName(path: string): boolean {
  return /\.pyx$/i.test(path)
}

/** Type stubs and their marker (PEP 561). */
function isStubName(path: string): boolean {
  return /\.pyi$|(?:^|\/)py\.typed$/i.test(path)
}

/** Places of commands with a `#!` line. */
function isCommandPath(path: string): boolean {
  return /^(?:bin|Scripts)\/[^/]+$/.test(path)
}

/**
 * The kind of a file that no role decides: `build` and `check` ask here, so that they agree.
 * @param path in the tarball, or where an installer puts it
 * @param script whether its `#!` line names Python
 */
export function kindOfData(
  path: string,
  script: boolean,
): 'loose-source' | 'stub' | 'native' | 'script' | 'data' {
  if (isSourceName(path) || isCythonName(path)) return 'loose-source'
  if (isStubName(path)) return 'stub'
  if (hasNativeName(path)) return 'native'
  if (!script) return 'data'
  return isCommandPath(path) ? 'script' : 'loose-source'
}
