import { usageError } from '@exuvia/model'
import { type AST, ParseError, getStaticTOMLValue, parseTOML } from 'toml-eslint-parser'

/** 1-based, as editors count. */
interface Place {
  readonly line: number
  readonly column: number
}

/** A table's value and where each of its keys stands. */
export interface TomlDocument {
  readonly value: Readonly<Record<string, unknown>>
  /** Where a key is written; for an element of an array, the element. Undefined where it is not in the file. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place | undefined
  /** Keys that no JavaScript object can safely hold, left out of `value`. */
  readonly unsafeKeys: readonly (readonly PropertyKey[])[]
}

/**
 * Reads TOML with the places of its keys.
 * @throws usage error `config-syntax`, with file, line and column
 */
export function readToml(text: string, file: string): TomlDocument {
  let program: AST.TOMLProgram
  try {
    program = parseTOML(text)
  } catch (error) {
    if (error instanceof ParseError) {
      const message = error.message.charAt(0).toLowerCase() + error.message.slice(1)
      const { line, column } = placeOfError(error, text)
      throw usageError('config-syntax', `${file}:${line}:${column} not TOML: ${message}`, { cause: error })
    }
    // The parser descends into arrays and inline tables by calling itself.
    if (error instanceof RangeError) {
      throw usageError('config-syntax', `${file} not TOML: nested too deep`, { cause: error })
    }
    throw error
  }
  const places = new Map<string, Place>()
  const unsafeKeys: PropertyKey[][] = []

  const note = (path: readonly PropertyKey[], node: AST.TOMLNode) => {
    const key = pathKey(path)
    if (places.has(key)) return
    places.set(key, { line: node.loc.start.line, column: node.loc.start.column + 1 })
    if (path.at(-1) === '__proto__') unsafeKeys.push([...path])
  }
  const noteKeys = (base: readonly PropertyKey[], key: AST.TOMLKey): PropertyKey[] => {
    const path = [...base]
    for (const part of key.keys) {
      path.push(part.type === 'TOMLBare' ? part.name : part.value)
      note(path, part)
    }
    return path
  }
  const noteValue = (path: readonly PropertyKey[], value: AST.TOMLContentNode) => {
    if (value.type === 'TOMLArray') {
      for (const [index, element] of value.elements.entries()) {
        note([...path, index], element)
        noteValue([...path, index], element)
      }
    } else if (value.type === 'TOMLInlineTable') {
      for (const pair of value.body) noteValue(noteKeys(path, pair.key), pair.value)
    }
  }
  const noteTable = (table: AST.TOMLTable) => {
    // `resolvedKey` is the written key with the index of each array of tables put in.
    let written = 0
    for (const [index, part] of table.resolvedKey.entries()) {
      const node = typeof part === 'number' ? table : table.key.keys[written++]
      if (node !== undefined) note(table.resolvedKey.slice(0, index + 1), node)
    }
    for (const pair of table.body) noteValue(noteKeys(table.resolvedKey, pair.key), pair.value)
  }

  for (const item of program.body[0].body) {
    if (item.type === 'TOMLTable') noteTable(item)
    else noteValue(noteKeys([], item.key), item.value)
  }
  return {
    value: withoutDates(getStaticTOMLValue(program)) as Record<string, unknown>,
    placeOf: (path) => places.get(pathKey(path)),
    unsafeKeys,
  }
}

/** The parser names the start of the next line where a line ends too early; a person looks at its end. */
function placeOfError(error: ParseError, text: string): Place {
  if (error.column > 0 || error.lineNumber === 1) return { line: error.lineNumber, column: error.column + 1 }
  const before = text.slice(0, error.index).trimEnd().split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}

/**
 * Dates become symbols: no key takes one, and a `Date` would pass for an empty table.
 */
function withoutDates(value: unknown): unknown {
  if (value instanceof Date) return Symbol('date')
  if (Array.isArray(value)) return value.map((item) => withoutDates(item))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutDates(item)]))
  }
  return value
}

function pathKey(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String))
}
