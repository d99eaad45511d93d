import { editDistance } from './edit-distance.ts'

/**
 * Returns the candidate most similar to a mistyped word; undefined if none is similar
 * enough. Ignores case and `_` for `-`; the first of equals wins.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const wanted = plain(word)
  let best: string | undefined
  let least = Math.max(1, Math.floor(wanted.length / 3)) + 1
  for (const candidate of candidates) {
    const steps = editDistance(wanted, plain(candidate))
    if (steps < least) {
      best = candidate
      least = steps
    }
  }
  return best
}

function plain(word: string): string {
  return word
    .replaceAll(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replaceAll('_', '-')
}
