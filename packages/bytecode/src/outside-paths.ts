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

/** A folder's name; on Windows it can have spaces inside. */
const NAME = '[^\\\\/\\s"\'`<>|*?]+'
const SPACED = `${NAME}(?: ${NAME}){0,3}`

/**
 * Folders of people and of build services: paths below them exist on the build machine, never on the
 * customer's. `/usr/bin/env` or `/users` in a text belongs to the program.
 */
const BUILD_PLACES: readonly RegExp[] = [
  // Not `C:/Users/`, which is below.
  `(?<!(?<![A-Za-z])[A-Za-z]:)(?:/home|/Users)/${NAME}/`,
  `[A-Za-z]:[\\\\/]+(?:[Uu][Ss][Ee][Rr][Ss]|Documents and Settings)[\\\\/]+${SPACED}[\\\\/]`,
  // Windows as WSL, MSYS and Cygwin see it, and WSL as Windows does.
  `(?:/mnt|/cygdrive)?/[a-z]/Users/${SPACED}/`,
  `\\\\\\\\wsl(?:\\$|\\.localhost)\\\\${NAME}\\\\`,
  '/root/',
  `/builds/${NAME}/`,
  '/(?:__w|github/workspace)/',
  '/codebuild/output/',
  '/opt/atlassian/pipelines/',
  `/workspaces/${NAME}/`,
  '/var/(?:lib/jenkins|jenkins_home)/',
  '(?:/private)?/var/folders/',
  `[A-Za-z]:[\\\\/]+a[\\\\/]+${NAME}[\\\\/]`,
  // linear: each begins with fixed text and ends in one set of characters
].map((place) => new RegExp(`(?<![\\w.~%-])${place}[^\\s"'\`<>|*?]*`, 'g'))

/** Maximum length of a path; a longer one is cut. */
const MOST = 300

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
  if (!/[\\/]/.test(text)) return []
  const found = BUILD_PLACES.flatMap((place) => text.match(place) ?? [])
  if (found.length === 0 && folders.some((folder) => text.startsWith(folder))) found.push(text)
  return found.map(cutPath)
}

/** A path without the punctuation that follows it in a sentence, cut at 300 characters. */
export function cutPath(path: string): string {
  let end = path.length
  while (end > 1 && '.,;:)]}'.includes(path[end - 1] ?? '')) end -= 1
  return shorten(path.slice(0, end))
}

function shorten(path: string): string {
  return path.length > MOST ? `${path.slice(0, MOST - 1)}…` : path
}

/** The folder of an absolute file name, with its separator; undefined for a name right below the root. */
export function folderOf(filename: string): string | undefined {
  if (!ABSOLUTE.test(filename)) return undefined
  const end = Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\'))
  return end < 2 || /^[A-Za-z]:.$/.test(filename.slice(0, end + 1)) ? undefined : filename.slice(0, end + 1)
}
