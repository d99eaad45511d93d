import { compareText, editDistance } from '@exuvia/model'

/** Returns up to three of `paths` most similar to `wanted`, the best first. */
export function nearestPaths(wanted: string, paths: readonly string[]): string[] {
  const unique = [...new Set(paths)]
  const name = baseName(wanted)
  return unique
    .map((path) => ({
      path,
      distance: editDistance(name, baseName(path)) * 1000 + editDistance(wanted, path),
    }))
    .sort((a, b) => a.distance - b.distance || compareText(a.path, b.path))
    .slice(0, 3)
    .map(({ path }) => path)
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
}
