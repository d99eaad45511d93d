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

/** The paths in a text that lead into a home folder or a folder of a build service, in no order, with their offsets. */
export function* buildPlaces(text: string): Generator<{ readonly path: string; readonly index: number }> {
  if (!/[\\/]/.test(text)) return
  for (const place of BUILD_PLACES)
    for (const found of text.matchAll(place)) yield { path: found[0], index: found.index }
}

/** Maximum length of a path; a longer one is cut. */
const MOST = 300

/** A path without the punctuation that follows it in a sentence, cut at 300 characters. */
export function cutPath(path: string): string {
  let end = path.length
  while (end > 1 && '.,;:)]}'.includes(path[end - 1] ?? '')) end -= 1
  const cut = path.slice(0, end)
  return cut.length > MOST ? `${cut.slice(0, MOST - 1)}…` : cut
}
