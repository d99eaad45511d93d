import { usageError } from '@exuvia/model'
import { type AST, ParseError, parseTOML } from 'toml-eslint-parser'
import { countMarks } from './count-marks.ts'

/** 1-based, as editors count. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** A TOML file's value, and the place of each key. */
export interface TomlDocument {
  /** As messages name it. */
  readonly file: string
  /** Tables have no prototype. A date or time is a symbol: no key accepts one, and a `Date` would look like a table. */
  readonly value: Readonly<Record<string, unknown>>
  /** The place of a key, or of an element of an array. Undefined if it is not in the file. */
  readonly placeOf: (path: readonly PropertyKey[]) => Place | undefined
  readonly wrong?: WrongValue
}

/** How a file is read. */
export interface TomlOptions {
  /** The error's code, which depends on the kind of file. */
  readonly code: 'bad-toml' | 'config-syntax'
  /** The code of errors about its values; see `TomlView`. Default: `bad-pyproject`. */
  readonly wrong?: WrongValue
  /** Default: several times what a long pyproject.toml has. */
  readonly limits?: TomlLimits
}

export type WrongValue = 'bad-pyproject' | 'bad-lock'

export interface TomlLimits {
  readonly characters: number
  /** Line ends, commas, equals signs, and the dots of keys and numbers. */
  readonly marks: number
}

/** Characters: several times the longest published pyproject.toml. */
export const MAX_TOML = 1024 * 1024
/** See `countMarks`. */
const MAX_MARKS = 30_000
const DEFAULT_LIMITS: TomlLimits = { characters: MAX_TOML, marks: MAX_MARKS }
/** Nested tables and arrays. */
const MAX_DEPTH = 64
/** Characters of one key. */
const MAX_KEY = 1024

/**
 * The key that changes an object's prototype if later code assigns it. Tables have no prototype, so
 * `constructor` and `prototype`, which are names that packages have, are keys like any other.
 */
const REFUSED_KEY = '__proto__'

/**
 * Reads TOML 1.0. Before it makes a value, it refuses text that is too long, nested too deep,
 * or has the key `__proto__`, in any spelling and at any depth.
 * Time and memory are linear in the text's length.
 * @param file as messages name it
 * @throws usage error with the given code, and `file:line:column` in its message
 */
export function readToml(text: string, file: string, options: TomlOptions): TomlDocument {
  const { code, wrong = 'bad-pyproject', limits = DEFAULT_LIMITS } = options
  const refuse = (where: Place | undefined, reason: string, cause?: unknown, hint?: string): Error => {
    const args = { reason, advice: hint === undefined ? [] : [hint] }
    return usageError(code, args, { cause, subject: { path: file, ...where } })
  }
  if (text.length > limits.characters) throw refuse(undefined, `more than ${limits.characters} characters`)
  if (countMarks(text) > limits.marks) {
    throw refuse(undefined, `more than ${limits.marks} lines, keys and values`)
  }
  let program: AST.TOMLProgram
  try {
    program = parseTOML(text, { tomlVersion: '1.0' })
  } catch (error) {
    if (error instanceof ParseError) {
      const message = error.message.charAt(0).toLowerCase() + error.message.slice(1)
      throw refuse(placeOfError(error, text), message, error)
    }
    // The parser is recursive in arrays and inline tables.
    if (error instanceof RangeError) throw refuse(undefined, TOO_DEEP, error)
    throw error
  }
  try {
    return { file, wrong, ...convert(program) }
  } catch (error) {
    if (error instanceof RefusedNode)
      throw refuse(placeOfNode(error.node), error.message, undefined, error.hint)
    throw error
  }
}

const TOO_DEEP = 'nested too deeply'

class RefusedNode extends Error {
  readonly node: AST.TOMLNode
  readonly hint: string

  constructor(node: AST.TOMLNode, message: string, hint: string) {
    super(message)
    this.node = node
    this.hint = hint
  }
}

type Table = Record<string, unknown>

function convert(program: AST.TOMLProgram): Pick<TomlDocument, 'value' | 'placeOf'> {
  const root = emptyTable()
  const places = newPlaces(undefined)

  const addPairs = (table: Table, base: Position, pairs: readonly AST.TOMLKeyValue[]): void => {
    for (const { key, value } of pairs) {
      const names = key.keys.map((part) => checkedName(part, base.depth + key.keys.length))
      let at = table
      let position = base
      for (const [index, name] of names.entries()) {
        position = below(position, name, key.keys[index] ?? key)
        if (index < names.length - 1) at = childTable(at, name)
      }
      at[names.at(-1) ?? ''] = valueOf(position, value)
    }
  }

  const valueOf = (position: Position, node: AST.TOMLContentNode): unknown => {
    if (position.depth > MAX_DEPTH) throw tooDeep(node)
    if (node.type === 'TOMLInlineTable') {
      const table = emptyTable()
      addPairs(table, position, node.body)
      return table
    }
    if (node.type === 'TOMLArray') {
      return node.elements.map((element, index) => valueOf(below(position, String(index), element), element))
    }
    return node.value instanceof Date ? Symbol('date') : node.value
  }

  const start: Position = { places, depth: 0 }
  for (const item of program.body[0].body) {
    if (item.type === 'TOMLKeyValue') addPairs(root, start, [item])
    else {
      const { table, position } = tableAt(root, start, item)
      addPairs(table, position, item.body)
    }
  }
  return { value: root, placeOf: (path) => placeIn(places, path) }
}

/** The places of keys. A tree: joined, the path of each key below a long header would repeat the header. */
interface Places {
  readonly place: Place | undefined
  below: Map<string, Places> | undefined
}

function newPlaces(place: Place | undefined): Places {
  return { place, below: undefined }
}

/** Where in the document a value is. */
interface Position {
  readonly places: Places
  /** The number of keys and indexes above the value. */
  readonly depth: number
}

/** Moves to a key or an element; its first node is its place. */
function below({ places, depth }: Position, part: string, node: AST.TOMLNode): Position {
  places.below ??= new Map()
  let found = places.below.get(part)
  if (found === undefined) {
    found = newPlaces(placeOfNode(node))
    places.below.set(part, found)
  }
  return { places: found, depth: depth + 1 }
}

function placeIn(places: Places, path: readonly PropertyKey[]): Place | undefined {
  let at: Places | undefined = places
  for (const part of path) at = at?.below?.get(String(part))
  return at?.place
}

/** Finds or makes the table of a header, `[a.b]` or `[[a.b]]`, and its parents. */
function tableAt(
  root: Table,
  start: Position,
  header: AST.TOMLTable,
): { readonly table: Table; readonly position: Position } {
  // `resolvedKey` is the written key with the index of each array of tables inserted.
  const { resolvedKey } = header
  const written = header.key.keys[Symbol.iterator]()
  let at: unknown = root
  let position = start
  for (const [index, part] of resolvedKey.entries()) {
    const node = typeof part === 'number' ? undefined : written.next().value
    if (node !== undefined) checkedName(node, resolvedKey.length)
    position = below(position, String(part), node ?? header)
    at = childOf(at as Table | unknown[], part, typeof resolvedKey[index + 1] === 'number')
  }
  return { table: at as Table, position }
}

/** Finds a child of a table or array, or makes it if missing. The parser has already checked the kinds. */
function childOf(at: Table | unknown[], part: string | number, isArray: boolean): unknown {
  const container = at as Table
  container[part] ??= isArray ? [] : emptyTable()
  return container[part]
}

function childTable(at: Table, name: string): Table {
  return childOf(at, name, false) as Table
}

function emptyTable(): Table {
  return Object.create(null) as Table
}

/** Checks and returns the name of a key. @param depth the nesting of its value */
function checkedName(part: AST.TOMLBare | AST.TOMLQuoted, depth: number): string {
  const name = part.type === 'TOMLBare' ? part.name : part.value
  if (depth > MAX_DEPTH) throw tooDeep(part)
  if (name.length > MAX_KEY)
    throw new RefusedNode(part, `a key of ${name.length} characters`, `a key has at most ${MAX_KEY}`)
  if (name === REFUSED_KEY) {
    throw new RefusedNode(
      part,
      `the key "${name}" is not allowed, because it could change unrelated objects`,
      'rename or remove the key',
    )
  }
  return name
}

function tooDeep(node: AST.TOMLNode): RefusedNode {
  return new RefusedNode(node, TOO_DEEP, `tables and arrays nest at most ${MAX_DEPTH} deep`)
}

function placeOfNode({ loc }: AST.TOMLNode): Place {
  return { line: loc.start.line, column: loc.start.column + 1 }
}

/** If a line ends too early, the parser reports the start of the next; people expect the end of the line. */
function placeOfError(error: ParseError, text: string): Place {
  if (error.column > 0 || error.lineNumber === 1) return { line: error.lineNumber, column: error.column + 1 }
  const before = text.slice(0, error.index).trimEnd().split('\n')
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 }
}
