import { compareText, type Target } from '@exuvia/model'
import { evaluateMarker, markerEnvironment, newlyRequired, type Requirement } from '@exuvia/packaging'

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
  const asked = new Map<string, Set<string>>()
  const edges = new Map<string, Set<string>>()
  interface Step {
    readonly name: string
    /** Extras that nothing asked for before. */
    readonly added: readonly string[]
    readonly isFirst: boolean
  }
  const queue: Step[] = []
  const ask = (name: string, wanted: readonly string[]): void => {
    const before = asked.get(name)
    const chosen = before ?? new Set<string>()
    const added = wanted.filter((extra) => !chosen.has(extra))
    for (const extra of added) chosen.add(extra)
    asked.set(name, chosen)
    if (before === undefined || added.length > 0) queue.push({ name, added, isFirst: before === undefined })
  }
  ask(root.normalizedName, extras)
  for (const { name, added, isFirst } of queue) {
    const found = edges.get(name) ?? new Set<string>()
    edges.set(name, found)
    const requires = all.get(name)?.requires ?? []
    const chosen = asked.get(name) ?? new Set<string>()
    for (const { normalizedName: other, marker, extras: wanted } of isFirst
      ? requires
      : newlyRequired(requires, added)) {
      if (!all.has(other)) continue
      if (marker !== undefined && evaluateMarker(marker, environment, chosen) === 'no') continue
      if (other !== name) found.add(other)
      ask(other, wanted)
    }
  }
  return new Map([...edges].map(([name, found]) => [name, [...found].sort(compareText)]))
}
