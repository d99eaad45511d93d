import { type ExuviaError, recordOf, usageError } from '@exuvia/model'
import type { TomlDocument } from './read-toml.ts'

/** Read-only view of one table of a TOML file that knows its place, so that an error names file, line and key. */
export class TomlView {
  readonly path: readonly string[]
  readonly #document: TomlDocument
  readonly #table: Readonly<Record<string, unknown>>

  /** @param path the path of `table` in the document; without both, its root */
  constructor(
    document: TomlDocument,
    path: readonly string[] = [],
    table: Readonly<Record<string, unknown>> = document.value,
  ) {
    this.path = path
    this.#document = document
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

  /** Returns a sub-table; an empty one if the key is missing. @throws usage error if it is something else */
  table(...keys: string[]): TomlView {
    const [key, ...rest] = keys
    if (key === undefined) return this
    const value = this.value(key)
    if (value !== undefined && !isTable(value)) throw this.wrongType(key, 'a table')
    // few: callers write the keys
    return new TomlView(this.#document, [...this.path, key], value ?? {}).table(...rest)
  }

  /** Returns the tables of an array of tables; none if the key is missing. */
  tables(key: string): TomlView[] {
    const value = this.value(key)
    if (value === undefined) return []
    if (!Array.isArray(value) || !value.every(isTable)) throw this.wrongType(key, 'a list of tables')
    return value.map((item, index) => new TomlView(this.#document, [...this.path, key, String(index)], item))
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

  /** Returns a string or a list of strings, as a list. */
  stringOrStrings(key: string): string[] | undefined {
    const value = this.value(key)
    return typeof value === 'string' ? [value] : this.strings(key)
  }

  /** A table of strings. */
  stringTable(key: string): Record<string, string> {
    const view = this.table(key)
    return recordOf(view.keys().map((name) => [name, view.string(name) ?? '']))
  }

  /** A table of lists of strings. */
  stringsTable(key: string): Record<string, string[]> {
    const view = this.table(key)
    return recordOf(view.keys().map((name) => [name, view.strings(name) ?? []]))
  }

  /** `project.version`. */
  key(key?: string): string {
    return [...this.path, ...(key === undefined ? [] : [key])].join('.')
  }

  /** 1-based line of the key, or of the nearest table around it. */
  line(key?: string): number | undefined {
    const parts = [...this.path, ...(key === undefined ? [] : [key])]
    for (let end = parts.length; end > 0; end--) {
      const place = this.#document.placeOf(parts.slice(0, end))
      if (place !== undefined) return place.line
    }
    return undefined
  }

  /** `pyproject.toml:12`, or the file alone. */
  place(key?: string): string {
    const line = this.line(key)
    const { file } = this.#document
    return line === undefined ? file : `${file}:${line}`
  }

  /** A usage error at a key: `pyproject.toml:12: project.version …`. */
  error(key: string | undefined, what: string, hint?: string): ExuviaError {
    const line = this.line(key)
    const advice = hint?.split('\n') ?? []
    const subject = { path: this.#document.file, ...(line === undefined ? {} : { line }) }
    return this.#document.wrong === 'bad-lock'
      ? usageError('bad-lock', { problem: `the key ${this.key(key)} ${what}`, advice }, { subject })
      : usageError('bad-pyproject', { key: this.key(key), problem: what, advice }, { subject })
  }

  private wrongType(key: string, expected: string): ExuviaError {
    return this.error(key, `must be ${expected}, not ${typeInWords(this.value(key))}`)
  }
}

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function typeInWords(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  // See `TomlDocument`.
  if (typeof value === 'symbol') return 'a date'
  return typeof value === 'object' ? 'a table' : `a ${typeof value}`
}
