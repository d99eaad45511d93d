/** Longer texts are cut, so that a hostile name takes little time. In characters. */
const MAX_LENGTH = 200

/** Levenshtein's distance of the first 200 characters. */
export function editDistance(a: string, b: string): number {
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
