import type { TomlView } from '@exuvia/files'
import { hatchTable, hatchTomlOf } from '../hatch-toml.ts'
import { execUserPattern, pythonExpression } from '../user-pattern.ts'
import { type FoundVersion, type VersionPlaces, literalVersion } from './backend.ts'

/** Finds what `tool.hatch.version` names: an environment variable, a literal in a file, or a pattern's match there. */
export async function hatchVersion({
  pyproject,
  read,
  env,
}: VersionPlaces): Promise<FoundVersion | undefined> {
  const table = hatchTable(pyproject, hatchTomlOf(await read('hatch.toml')), 'version')
  const source = table.string('source') ?? 'regex'
  const path = table.string('path')
  if (source === 'env') {
    const name = table.string('variable') ?? ''
    const value = env[name]
    return value === undefined ? undefined : { text: value, source: `the environment's ${name}` }
  }
  const text = await read(path)
  if (source === 'code') {
    const name = table.string('expression') ?? '__version__'
    // hatchling runs the file, and a later line may bind the name again or change it.
    return text === undefined || countWord(text, name) > 1 ? undefined : literalVersion(text, path, name)
  }
  if (source !== 'regex' || text === undefined) return undefined
  const pattern = table.stringOrStrings('pattern')?.[0]
  const expression =
    pattern === undefined
      ? // linear: it begins at the start of a line and stays on it
        /^(?:__version__|VERSION)(?: ?: ?str)? *= *(?<quote>['"])v?(?<version>.+?)\k<quote>/im
      : searchExpression(pattern, table)
  const match = execUserPattern(expression, text)
  if (typeof match === 'string')
    throw table.error('pattern', `${match} in the file that it reads`, 'give --version')
  const version = match?.groups?.['version']
  return version === undefined ? undefined : { text: version, source: path ?? '' }
}

/** Counts a name in Python source, in comments and strings too. */
function countWord(text: string, name: string): number {
  return text.split(/[^\p{ID_Continue}]+/u).filter((word) => word === name).length
}

/** Converts a Python regular expression to a JavaScript one. @throws usage error */
function searchExpression(pattern: string, table: TomlView): RegExp {
  try {
    return pythonExpression(pattern, 'm')
  } catch (error) {
    throw table.error(
      'pattern',
      `is a regular expression that cannot be read here: ${String(error)}`,
      'give --version',
    )
  }
}
