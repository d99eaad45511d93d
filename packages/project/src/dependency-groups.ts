import type { TomlView } from '@exuvia/files'
import { type Requirement, normalizeName, parseRequirement } from '@exuvia/packaging'

/** A bound for groups that include each other. */
const MAX_INCLUDES = 1000

/**
 * Reads `[dependency-groups]` (PEP 735), with every included group in place.
 * @returns group, normalised → its requirements
 * @throws usage errors `bad-pyproject`, `bad-requirement`
 */
export function readDependencyGroups(pyproject: TomlView): Map<string, readonly Requirement[]> {
  const table = pyproject.table('dependency-groups')
  const names = new Map(table.keys().map((key) => [normalizeName(key), key]))
  let included = 0
  const read = (key: string, above: readonly string[]): Requirement[] => {
    const value = table.value(key)
    if (!Array.isArray(value)) throw table.error(key, 'must be a list of requirements')
    return value.flatMap((item: unknown, index): Requirement[] => {
      if (typeof item === 'string') {
        return [parseRequirement(item, `${table.place(key)}: ${table.key(key)}[${index}]`)]
      }
      const include = includeOf(item)
      const other = include === undefined ? undefined : names.get(normalizeName(include))
      if (include === undefined)
        throw table.error(key, `has an entry that is neither a requirement nor include-group`)
      if (other === undefined) throw table.error(key, `includes the group "${include}", which does not exist`)
      if (other === key || above.includes(other)) throw table.error(key, `includes itself, by "${include}"`)
      if (++included > MAX_INCLUDES) throw table.error(key, `includes more than ${MAX_INCLUDES} groups`)
      return read(other, [...above, key])
    })
  }
  return new Map([...names].map(([name, key]) => [name, read(key, [])]))
}

function includeOf(item: unknown): string | undefined {
  if (typeof item !== 'object' || item === null || !('include-group' in item)) return undefined
  const { 'include-group': name } = item
  return typeof name === 'string' ? name : undefined
}
