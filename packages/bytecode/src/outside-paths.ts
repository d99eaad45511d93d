import { buildPlaces, cutPath } from '@exuvia/packaging'

/** A path that leads out of the project, and its place in a file. */
export interface OutsidePath {
  readonly path: string
  /** Whether it is a `co_filename`, or in a text constant or docstring. */
  readonly found: 'file-name' | 'string' | 'docstring'
  /** The function or class that contains it; `<module>` for the module's own code. */
  readonly where: string
}

/** `/x`, `C:\x`, `C:/x`, `\\server\x`. */
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/]|\\\\)/
const GOES_UP = /^\.\.(?:[\\/]|$)/

/**
 * Whether a `co_filename` leads out of the project: it is absolute, or begins with `..`.
 * A name in angle brackets (`<string>`) is not a path.
 */
export function isOutside(filename: string): boolean {
  return ABSOLUTE.test(filename) || GOES_UP.test(filename)
}

/**
 * The paths in a text that lead out of the project: into a home folder, into a folder of a build service,
 * or below the folder of an absolute `co_filename` of the same file.
 */
export function pathsIn(text: string, folders: readonly string[]): string[] {
  const found = [...buildPlaces(text)].map(({ path }) => path)
  if (found.length === 0 && folders.some((folder) => text.startsWith(folder))) found.push(text)
  return found.map(cutPath)
}

/** The folder of an absolute file name, with its separator; undefined for a name right below the root. */
export function folderOf(filename: string): string | undefined {
  if (!ABSOLUTE.test(filename)) return undefined
  const end = Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\'))
  return end < 2 || /^[A-Za-z]:.$/.test(filename.slice(0, end + 1)) ? undefined : filename.slice(0, end + 1)
}
