import type { StartTime } from '@exuvia/model'

/**
 * The median and the quartiles of some times, by linear interpolation between the two nearest (type 7 of Hyndman and
 * Fan, 1996: what NumPy and R do by default).
 * @param times milliseconds, at least one
 */
export function summarize(times: readonly number[]): StartTime {
  const sorted = times.toSorted((a, b) => a - b)
  return { median: quantile(sorted, 0.5), lower: quantile(sorted, 0.25), upper: quantile(sorted, 0.75) }
}

function quantile(sorted: readonly number[], part: number): number {
  const at = (sorted.length - 1) * part
  const [below, above] = [sorted[Math.floor(at)] ?? 0, sorted[Math.ceil(at)] ?? 0]
  return Math.round((below + (above - below) * (at % 1)) * 100) / 100
}

/** The order of a round: another item first each time, so that none always follows the same one. */
export function rotated<T>(items: readonly T[], round: number): T[] {
  const cut = items.length === 0 ? 0 : round % items.length
  return [...items.slice(cut), ...items.slice(0, cut)]
}
