import { readScalar } from './toml-scalar.ts'
import { type Place, TomlError, TomlText } from './toml-text.ts'

export type Table = Record<string, unknown>

/** A key or an element, its place, and what is below it. A tree: joined paths would repeat each long header. */
export class Spot {
  readonly place: Place | undefined
  /**
   * What may still be added: `implied` by a header of a table below it, a `header`, a `dotted` key, a `list` of tables,
   * or nothing, because the value is complete.
   */
  kind: 'implied' | 'header' | 'dotted' | 'list' | 'complete'
  /** The number of the header below which a dotted key made it. */
  section = -1
  #below: Map<string, Spot> | undefined

  constructor(place: Place | undefined, kind: Spot['kind']) {
    this.place = place
    this.kind = kind
  }

  /** Made when it is needed: most of a tree are leaves. */
  get below(): Map<string, Spot> {
    this.#below ??= new Map()
    return this.#below
  }
}

/** Nested tables and arrays. */
const MAX_DEPTH = 64
/** Characters of one key. */
const MAX_KEY = 1024

/**
 * The key that changes an object's prototype if later code assigns it. Tables have no prototype, so
 * `constructor` and `prototype`, which are names that packages have, are keys like any other.
 */
const REFUSED_KEY = '__proto__'

interface KeyPart {
  readonly name: string
  readonly place: Place
}

/** A table or list that is being read. */
interface Open {
  readonly value: Table | unknown[]
  readonly spot: Spot
  /** The number of keys and indexes above what it has. */
  readonly depth: number
}

/**
 * Reads TOML 1.0. Time and memory are linear in the text's length.
 * @returns the value, in which a date or time is a symbol, and the places of its keys
 * @throws TomlError
 */
export function parseToml(source: string): { readonly value: Table; readonly spots: Spot } {
  const text = new TomlText(source)
  const root: Open = { value: emptyTable(), spot: new Spot(undefined, 'header'), depth: 0 }
  let table = root
  let section = 0
  for (;;) {
    text.spaceAndLines()
    if (text.isAtEnd) break
    if (text.startsWith('[')) {
      section += 1
      table = readHeader(text, root)
    } else readPair(text, table, section)
    text.lineEnd()
  }
  return { value: root.value as Table, spots: root.spot }
}

function readHeader(text: TomlText, root: Open): Open {
  const { place } = text
  const isList = text.take('[[')
  if (!isList) text.take('[')
  text.blanks()
  const key = readKey(text, 0)
  if (!text.take(isList ? ']]' : ']')) throw text.error(`expected "]", found ${text.found()}`)
  const last = key.at(-1)
  if (last === undefined) throw text.error('expected a key', place)
  let parent = root
  for (const part of key.slice(0, -1)) parent = enter(parent, part, 'implied')
  const known = parent.spot.below.get(last.name)
  if (isList) {
    if (known !== undefined && known.kind !== 'list') throw defined(key, known)
    const spot = known ?? addSpot(parent, last, 'list')
    const list = ((parent.value as Table)[last.name] ??= []) as unknown[]
    const item = new Spot(place, 'header')
    spot.below.set(String(list.length), item)
    const value = emptyTable()
    list.push(value)
    return deeper(value, item, parent.depth + 2, last.place)
  }
  if (known !== undefined && known.kind !== 'implied') throw defined(key, known)
  const spot = known ?? addSpot(parent, last, 'header')
  spot.kind = 'header'
  const value = ((parent.value as Table)[last.name] ??= emptyTable()) as Table
  return deeper(value, spot, parent.depth + 1, last.place)
}

/** Reads `key = value` into a table. */
function readPair(text: TomlText, table: Open, section: number): void {
  const key = readKey(text, table.depth)
  if (!text.take('=')) throw text.error(`expected "=" behind a key, found ${text.found()}`)
  const last = key.at(-1)
  if (last === undefined) throw text.error('expected a key')
  let parent = table
  for (const part of key.slice(0, -1)) {
    const known = parent.spot.below.get(part.name)
    // Only the header that a dotted key made the table below may add to it.
    if (
      known !== undefined &&
      known.kind !== 'implied' &&
      (known.kind !== 'dotted' || known.section !== section)
    )
      throw defined(key, known)
    parent = enter(parent, part, 'dotted')
    parent.spot.kind = 'dotted'
    parent.spot.section = section
  }
  const known = parent.spot.below.get(last.name)
  if (known !== undefined) throw defined(key, known)
  const spot = addSpot(parent, last, 'complete')
  text.blanks()
  ;(parent.value as Table)[last.name] = readValue(text, spot, parent.depth + 1)
}

/** Enters a table, or the last table of a list, or makes a table. */
function enter(parent: Open, part: KeyPart, kind: 'implied' | 'dotted'): Open {
  const spot = parent.spot.below.get(part.name) ?? addSpot(parent, part, kind)
  if (spot.kind === 'complete') throw defined([part], spot)
  const value = ((parent.value as Table)[part.name] ??= emptyTable()) as Table | unknown[]
  if (!Array.isArray(value)) return deeper(value, spot, parent.depth + 1, part.place)
  const item = spot.below.get(String(value.length - 1))
  if (item === undefined) throw defined([part], spot)
  return deeper(value.at(-1) as Table, item, parent.depth + 2, part.place)
}

/** Reads the parts of a key and the blanks behind it. */
function readKey(text: TomlText, depth: number): KeyPart[] {
  const key: KeyPart[] = []
  do {
    text.blanks()
    const { place } = text
    const name = text.keyPart()
    if (name === undefined) throw text.error(`expected a key, found ${text.found()}`)
    if (depth + key.length >= MAX_DEPTH) throw tooDeep(place)
    key.push({ name: checkedName(name, place), place })
    text.blanks()
  } while (text.take('.'))
  return key
}

function readValue(text: TomlText, spot: Spot, depth: number): unknown {
  if (depth > MAX_DEPTH) throw tooDeep(text.place)
  const string = text.string()
  if (string !== undefined) return string
  if (text.take('[')) return readArray(text, spot, depth)
  if (text.take('{')) return readInlineTable(text, spot, depth)
  return readScalar(text)
}

function readArray(text: TomlText, spot: Spot, depth: number): unknown[] {
  const list: unknown[] = []
  for (;;) {
    text.spaceAndLines()
    if (text.take(']')) return list
    const item = new Spot(text.place, 'complete')
    spot.below.set(String(list.length), item)
    list.push(readValue(text, item, depth + 1))
    text.spaceAndLines()
    if (text.take(']')) return list
    if (!text.take(',')) throw text.error(`expected "," or "]" in an array, found ${text.found()}`)
  }
}

/** TOML 1.0 has no line ends and no comma at the end of an inline table. */
function readInlineTable(text: TomlText, spot: Spot, depth: number): Table {
  const value = emptyTable()
  // Its keys may make tables of dotted keys; nothing may add to it afterwards.
  const open: Open = { value, spot, depth }
  text.blanks()
  if (text.take('}')) return value
  for (;;) {
    readPair(text, open, -1)
    text.blanks()
    if (text.take('}')) break
    if (!text.take(',')) throw text.error(`expected "," or "}" in an inline table, found ${text.found()}`)
    text.blanks()
  }
  return value
}

function checkedName(name: string, place: Place): string {
  if (name.length > MAX_KEY)
    throw new TomlError(`a key of ${name.length} characters`, place, `a key has at most ${MAX_KEY}`)
  if (name === REFUSED_KEY) {
    throw new TomlError(
      `the key "${name}" is not allowed, because it could change unrelated objects`,
      place,
      'rename or remove the key',
    )
  }
  return name
}

function deeper(value: Table | unknown[], spot: Spot, depth: number, place: Place): Open {
  if (depth > MAX_DEPTH) throw tooDeep(place)
  return { value, spot, depth }
}

function tooDeep(place: Place): TomlError {
  return new TomlError('nested too deeply', place, `tables and arrays nest at most ${MAX_DEPTH} deep`)
}

function defined(key: readonly KeyPart[], { place }: Spot): TomlError {
  const name = key.map((part) => part.name.slice(0, 100)).join('.')
  const where = place === undefined ? '' : ` on line ${place.line}`
  const at = key.at(-1)?.place ?? { line: 1, column: 1 }
  return new TomlError(`the key ${JSON.stringify(name)} is already defined${where}`, at)
}

function addSpot(parent: Open, { name, place }: KeyPart, kind: Spot['kind']): Spot {
  const spot = new Spot(place, kind)
  parent.spot.below.set(name, spot)
  return spot
}

function emptyTable(): Table {
  return Object.create(null) as Table
}
