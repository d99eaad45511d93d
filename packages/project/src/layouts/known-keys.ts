import type { TomlView } from '@exuvia/files'

/**
 * What the static reader knows of a backend's tables. A pattern is a dotted key; `*` stands for one part, and a key
 * stands for everything below it.
 */
export interface KnownKeys {
  /** Keys that the reader honours. */
  readonly honoured: readonly string[]
  /** Keys without effect on the files and metadata of a wheel → why. */
  readonly withoutEffect: Readonly<Record<string, string>>
}

/** Lists the keys of a table that are neither honoured nor without effect, dotted. */
export function unknownKeys(view: TomlView, known: KnownKeys): string[] {
  const patterns = [...known.honoured, ...Object.keys(known.withoutEffect)].map((key) => key.split('.'))
  const walk = (table: TomlView, path: readonly string[]): string[] =>
    table.keys().flatMap((key) => {
      const here = [...path, key]
      if (patterns.some((pattern) => covers(pattern, here))) return []
      const value = table.value(key)
      const isTable = typeof value === 'object' && value !== null && !Array.isArray(value)
      // A table of which nothing is known is named as a whole.
      const isPartlyKnown = patterns.some((pattern) => isAbove(here, pattern))
      return isTable && isPartlyKnown ? walk(table.table(key), here) : [table.key(key)]
    })
  return walk(view, [])
}

function covers(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length <= path.length && pattern.every((part, index) => part === '*' || part === path[index])
}

function isAbove(path: readonly string[], pattern: readonly string[]): boolean {
  return (
    path.length < pattern.length &&
    path.every((part, index) => pattern[index] === '*' || pattern[index] === part)
  )
}
