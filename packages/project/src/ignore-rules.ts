import ignore, { type Ignore, type Options } from 'ignore'

/** Characters; a path has at most 4,095 bytes on every system, so no pattern of use is longer. */
const LONGEST = 4096

/**
 * The rules of `.gitignore`, in the order given. Longer patterns than any path are left out: the
 * library translates a pattern into a regular expression in the square of its length.
 */
export function ignoreRules(patterns: readonly string[], options: Options = {}): Ignore {
  return ignore(options).add(patterns.filter((pattern) => pattern.length <= LONGEST))
}
