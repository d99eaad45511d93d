import { compareText } from '@exuvia/model'

/** Longer words are cut, so that a hostile path costs no time. */
const MAX_LENGTH = 200

/** Up to three of `paths` that are most like `wanted`, the best first. */
export function nearestPaths(wanted: string, paths: readonly string[]): string[] {
  const unique = [...new Set(paths)]
  const name = baseName(wanted)
  return unique
    .map((path) => ({ path, distance: distance(name, baseName(path)) * 1000 + distance(wanted, path) }))
    .sort((a, b) => a.distance - b.distance || compareText(a.path, b.path))
    .slice(0, 3)
    .map(({ path }) => path)
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  const from = a.slice(0, MAX_LENGTH)
  const to = b.slice(0, MAX_LENGTH)
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
