/** Finds the value at a path of keys; undefined if a part of the path is missing. Ignores inherited keys. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let at = value
  for (const part of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined
    at = (at as Record<PropertyKey, unknown>)[part]
  }
  return at
}

/** Values of a file of which every problem is named. Of a larger one, only the first: each takes more than a kilobyte. */
const MOST_IN_DETAIL = 20_000

/** Options for zod's `safeParse`: to stop at the first problem, as its `validate` does, which names none. */
export const FIRST_PROBLEM = { reportInput: false, abortEarly: true } as const

/** The options for a value of unknown origin: every problem, unless it is so large that they could fill the memory. */
export function problemOptions(value: unknown): {
  readonly reportInput: false
  readonly abortEarly: boolean
} {
  return { ...FIRST_PROBLEM, abortEarly: hasMoreValues(value, MOST_IN_DETAIL) }
}

/** Whether a value of JSON or TOML holds more than `most` values, its lists and tables included. */
function hasMoreValues(value: unknown, most: number): boolean {
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
