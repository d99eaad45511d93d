import { folderOf } from '@exuvia/policy'

/** Modules at the top of an sdist that are no part of what it installs. */
const TOOLS =
  /^(?:setup|conftest|noxfile|fabfile|tasks|versioneer|_version_helper|docs?|benchmarks?|examples?)(?:\.py$|\/)/

/** Where archives keep modules, besides their top. */
const FOLDERS = /^(?:lib|src|python|site-packages|lib\/python\d(?:\.\d+)?\/site-packages)\//

/**
 * Finds where a tarball would have the modules of an archive: `lib/tide/cli.py`. An sdist has programs besides, which
 * install nothing: if it has a folder `src`, all others are left out, else those that are no packages.
 * @param paths of the sources, in the archive
 * @param installed where an installer puts a file
 */
export function libraryPaths(
  paths: readonly string[],
  artifact: string,
  installed: (path: string) => string,
): ReadonlyMap<string, string> {
  const folder = folderOf(paths.toSorted(), artifact)
  const places = paths.map((path) => [path, installed(path).slice(folder.length)] as const)
  const inFolders = places.filter(([, place]) => FOLDERS.test(place))
  const known = new Set(places.map(([, place]) => place))
  const isPackaged = (place: string): boolean =>
    !place.includes('/') || known.has(`${place.slice(0, place.indexOf('/'))}/__init__.py`)
  const wanted =
    folder === ''
      ? places
      : inFolders.length > 0
        ? inFolders
        : places.filter(([, place]) => !TOOLS.test(place) && isPackaged(place))
  return new Map(wanted.map(([path, place]) => [path, `lib/${place.replace(FOLDERS, '')}`]))
}
