import { compareText, type Target } from '@exuvia/model'
import { evaluateMarker, markerEnvironment, type Requirement } from '@exuvia/packaging'

/** A distribution with what its metadata require. */
export interface Requiring {
  readonly normalizedName: string
  /** With those of its extras, under a marker. */
  readonly requires: readonly Requirement[]
}

/**
 * Finds which distributions of a target require which: by their metadata, with the markers of the target and the
 * extras that the others ask for. What is not among the distributions is left out.
 * @param root the project, with the extras and groups that ship
 * @param extras that markers of the project see
 * @returns normalised name → the names that it requires, sorted
 */
export function dependencyGraph(
  root: Requiring,
  extras: readonly string[],
  others: readonly Requiring[],
  target: Target,
): ReadonlyMap<string, readonly string[]> {
  const environment = markerEnvironment(target)
  const all = new Map([root, ...others].map((one) => [one.normalizedName, one]))
  const asked = new Map<string, Set<string>>([[root.normalizedName, new Set(extras)]])
  const edges = new Map<string, Set<string>>()
  // Each round adds a name or an extra, or is the last.
  for (let isGrowing = true; isGrowing;) {
    isGrowing = false
    for (const [name, chosen] of asked) {
      const found = edges.get(name) ?? new Set<string>()
      edges.set(name, found)
      for (const { normalizedName: other, marker, extras: wanted } of all.get(name)?.requires ?? []) {
        if (!all.has(other)) continue
        if (marker !== undefined && evaluateMarker(marker, environment, [...chosen]) === 'no') continue
        if (other !== name) found.add(other)
        const known = asked.get(other)
        const next = new Set([...(known ?? []), ...wanted])
        if (known !== undefined && known.size === next.size) continue
        asked.set(other, next)
        isGrowing = true
      }
    }
  }
  return new Map([...edges].map(([name, found]) => [name, [...found].sort(compareText)]))
}
