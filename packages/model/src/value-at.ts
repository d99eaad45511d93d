/** Finds the value at a path of keys; undefined if a part of the path is missing. Ignores inherited keys. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Record<PropertyKey, unknown>)[part]
  }
  return at
}

/** Whether a value of JSON or TOML holds more than `most` values, its lists and tables included. */
export function hasMoreValues(value: unknown, most: number): boolean {
  const left = [value]
  let count = 0
  while (left.length > 0) {
    const next = left.pop()
    count += 1
    if (count > most) return true
    if (typeof next !== 'object' || next === null) continue
    for (const each of Object.values(next)) left.push(each)
  }
  return false
}
