/**
 * Appends all items to a list. `list.push(...items)` overflows the stack from about 100,000 items on,
 * because a spread in a call makes each item an argument.
 */
export function addAll<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item)
}

/** Returns the largest number of a list of any length; `least` if all are smaller. */
export function largest(numbers: Iterable<number>, least = Number.NEGATIVE_INFINITY): number {
  let most = least
  for (const number of numbers) most = Math.max(most, number)
  return most
}

/** Returns the smallest number of a list of any length; infinity if it is empty. */
export function smallest(numbers: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY
  for (const number of numbers) least = Math.min(least, number)
  return least
}

/**
 * Makes an object of entries whose names come from a file. It has no prototype, so that looking
 * up `constructor` finds nothing inherited.
 */
export function recordOf<T>(entries: Iterable<readonly [name: string, value: T]>): Record<string, T> {
  const record = Object.create(null) as Record<string, T>
  for (const [name, value] of entries) record[name] = value
  return record
}

/** The first items of a list for a message, and `and 3 more` if there are others. */
export function firstOf(items: readonly string[], most: number): string[] {
  const more = items.length - most
  return more > 0 ? [...items.slice(0, most), `and ${more} more`] : [...items]
}

/** The first names of a list in one text: `a, b and 3 more`. */
export function someOf(names: readonly string[], most: number): string {
  const more = names.length - most
  return more > 0 ? `${names.slice(0, most).join(', ')} and ${more} more` : names.join(', ')
}
