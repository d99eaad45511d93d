import { normalizeName } from '@exuvia/packaging'

/** The distributions that the customer's Python has; `*` stands for all dependencies. */
export interface Provided {
  /** @param name normalised */
  readonly has: (name: string) => boolean
}

/** @param listed `dependencies.provided` */
export function providedBy(listed: readonly string[]): Provided {
  if (listed.includes('*')) return { has: () => true }
  const names = new Set(listed.map(normalizeName))
  return { has: (name) => names.has(name) }
}
