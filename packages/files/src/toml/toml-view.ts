import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ExuviaError, messageOf, outsideError, systemErrorCode, usageError } from '@exuvia/model'
import { getStaticTOMLValue, ParseError, parseTOML } from 'toml-eslint-parser'

/** Read-only view of one table of a TOML file that knows where it stands, so that an error names file, line and key. */
export class TomlView {
  readonly file: string
  readonly path: readonly string[]
  readonly #lines: ReadonlyMap<string, number>
  readonly #table: Readonly<Record<string, unknown>>

  constructor(
    file: string,
    path: readonly string[],
    lines: ReadonlyMap<string, number>,
    table: Readonly<Record<string, unknown>>,
  ) {
    this.file = file
    this.path = path
    this.#lines = lines
    this.#table = table
  }

  keys(): string[] {
    return Object.keys(this.#table)
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#table, key)
  }

  value(key: string): unknown {
    return this.has(key) ? this.#table[key] : undefined
  }

  /** A sub-table; an empty one where the key is missing. @throws usage error where it is something else */
  table(...keys: string[]): TomlView {
    const [key, ...rest] = keys
    if (key === undefined) return this
    const value = this.value(key)
    if (value !== undefined && !isTable(value)) throw this.wrongType(key, 'a table')
    return new TomlView(this.file, [...this.path, key], this.#lines, value ?? {}).table(...rest)
  }

  /** The tables of an array of tables; none where the key is missing. */
  tables(key: string): TomlView[] {
    const value = this.value(key)
    if (value === undefined) return []
    if (!Array.isArray(value) || !value.every(isTable)) throw this.wrongType(key, 'a list of tables')
    return value.map(
      (item, index) => new TomlView(this.file, [...this.path, key, String(index)], this.#lines, item),
    )
  }

  string(key: string): string | undefined {
    const value = this.value(key)
    if (value !== undefined && typeof value !== 'string') throw this.wrongType(key, 'a string')
    return value
  }

  boolean(key: string): boolean | undefined {
    const value = this.value(key)
    if (value !== undefined && typeof value !== 'boolean') throw this.wrongType(key, 'true or false')
    return value
  }

  strings(key: string): string[] | undefined {
    const value = this.value(key)
    if (value === undefined) return undefined
    if (!isStrings(value)) throw this.wrongType(key, 'a list of strings')
    return value
  }

  /** A string or a list of strings, as a list. */
  stringOrStrings(key: string): string[] | undefined {
    const value = this.value(key)
    return typeof value === 'string' ? [value] : this.strings(key)
  }

  /** A table of strings. */
  stringTable(key: string): Record<string, string> {
    const view = this.table(key)
    return Object.fromEntries(view.keys().map((name) => [name, view.string(name) ?? '']))
  }

  /** A table of lists of strings. */
  stringsTable(key: string): Record<string, string[]> {
    const view = this.table(key)
    return Object.fromEntries(view.keys().map((name) => [name, view.strings(name) ?? []]))
  }

  /** `project.version`. */
  key(key?: string): string {
    return [...this.path, ...(key === undefined ? [] : [key])].join('.')
  }

  /** 1-based line of the key, or of the nearest table round it. */
  line(key?: string): number | undefined {
    const parts = [...this.path, ...(key === undefined ? [] : [key])]
    for (let end = parts.length; end > 0; end--) {
      const line = this.#lines.get(parts.slice(0, end).join('\0'))
      if (line !== undefined) return line
    }
    return undefined
  }

  /** A usage error at a key: `pyproject.toml:12: project.version …`. */
  error(key: string | undefined, what: string, hint?: string): ExuviaError {
    const line = this.line(key)
    const place = line === undefined ? this.file : `${this.file}:${line}`
    return usageError(
      'bad-pyproject',
      `${place}: ${this.key(key)} ${what}`,
      hint === undefined ? {} : { hint },
    )
  }

  private wrongType(key: string, expected: string): ExuviaError {
    return this.error(key, `must be ${expected}, and is ${typeInWords(this.value(key))}`)
  }
}

/**
 * Parses TOML 1.0 text.
 * @throws usage error `bad-toml` with line and column
 */
function parseToml(file: string, text: string): TomlView {
  try {
    const program = parseTOML(text)
    const root: unknown = getStaticTOMLValue(program)
    return new TomlView(file, [], keyLines(program), isTable(root) ? root : {})
  } catch (error) {
    if (!(error instanceof ParseError)) throw error
    throw usageError('bad-toml', `${file}:${error.lineNumber}:${error.column + 1}: ${error.message}`, {
      cause: error,
    })
  }
}

/**
 * Reads `pyproject.toml` of a project.
 * @throws usage error `no-pyproject` where there is none
 */
export async function readPyproject(root: string): Promise<TomlView> {
  const path = join(root, 'pyproject.toml')
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) {
      throw usageError('no-pyproject', `there is no pyproject.toml in ${root}`, {
        cause: error,
        hint: 'go to the folder of the project, or write one with at least:\n[project]\nname = "…"\nversion = "…"',
      })
    }
    throw outsideError('unreadable', `${path} cannot be read: ${messageOf(error)}`, { cause: error })
  }
  return parseToml('pyproject.toml', text.replace(/^\uFEFF/, ''))
}

type Program = ReturnType<typeof parseTOML>

/** Line of every key, by its path joined with NUL. */
function keyLines(program: Program): Map<string, number> {
  const lines = new Map<string, number>()
  const note = (path: readonly (string | number)[], line: number): void => {
    const key = path.join('\0')
    if (!lines.has(key)) lines.set(key, line)
  }
  for (const item of program.body[0].body) {
    if (item.type === 'TOMLTable') {
      note(item.resolvedKey, item.loc.start.line)
      for (const pair of item.body) notePair(item.resolvedKey, pair)
    } else {
      notePair([], item)
    }
  }
  return lines

  function notePair(base: readonly (string | number)[], pair: KeyValue): void {
    const path = [
      ...base,
      ...pair.key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value)),
    ]
    note(path, pair.loc.start.line)
    if (pair.value.type === 'TOMLInlineTable') for (const inner of pair.value.body) notePair(path, inner)
  }
}

type KeyValue = Extract<Program['body'][0]['body'][number], { type: 'TOMLKeyValue' }>

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function typeInWords(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Date) return 'a date'
  return typeof value === 'object' ? 'a table' : `a ${typeof value}`
}
