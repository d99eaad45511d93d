/**
 * Compares two strings by code unit: the same order on every machine and in every locale.
 * Sort everything in archives and manifests with it.
 */
export function compareText(a: string, b: string): -1 | 0 | 1 {
  if (a < b) return -1
  return a > b ? 1 : 0
}

/** Returns a copy sorted by a text key. */
export function sortedBy<T>(items: Iterable<T>, key: (item: T) => string): T[] {
  return [...items].sort((a, b) => compareText(key(a), key(b)))
}
