import { systemErrorCode } from '@exuvia/model'
import { runInNewContext } from 'node:vm'
import type { TomlView } from '@exuvia/files'
import { hatchTable, hatchTomlOf } from '../hatch-toml.ts'
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
  if (source === 'code')
    return literalVersion(await read(path), path, table.string('expression') ?? '__version__')
  const text = await read(path)
  if (source !== 'regex' || text === undefined) return undefined
  const pattern = table.stringOrStrings('pattern')?.[0]
  const expression =
    pattern === undefined
      ? // linear: it begins at the start of a line and stays on it
        /^(?:__version__|VERSION)(?: ?: ?str)? *= *(?<quote>['"])v?(?<version>.+?)\k<quote>/im
      : pythonExpression(pattern, table)
  const version = execUserPattern(expression, text, table)?.groups?.['version']
  return version === undefined ? undefined : { text: version, source: path ?? '' }
}

/** Milliseconds that a project's own pattern may take; one that does not backtrack takes less than one. */
const PATTERN_DEADLINE = 500

/** Runs a pattern from the project. @throws usage error if it takes too long */
function execUserPattern(expression: RegExp, text: string, table: TomlView): RegExpExecArray | null {
  try {
    const work = { exec: () => expression.exec(text) }
    return runInNewContext('exec()', work, { timeout: PATTERN_DEADLINE }) as RegExpExecArray | null
  } catch (error) {
    const isSlow = systemErrorCode(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
    // A pattern that nests without an end exhausts the stack.
    const what = isSlow ? `takes more than ${PATTERN_DEADLINE} ms` : 'cannot be searched for'
    throw table.error('pattern', `${what} in the file that it reads`, 'give --version')
  }
}

/** Converts a Python regular expression to a JavaScript one. */
function pythonExpression(pattern: string, table: TomlView): RegExp {
  const flags = /^\(\?([a-z]+)\)/.exec(pattern)
  const body = pattern
    .slice(flags?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, String.raw`\k<$1>`)
  try {
    // linear: nothing can tell; execUserPattern gives it a deadline
    return new RegExp(body, `m${flags?.[1]?.includes('i') ? 'i' : ''}`)
  } catch (error) {
    throw table.error(
      'pattern',
      `is a regular expression that cannot be read here: ${String(error)}`,
      'give --version',
    )
  }
}
