import { addAll } from '@exuvia/model'
import {
  type Change,
  Changes,
  type Pair,
  argumentChanges,
  codeChanges,
  flagChanges,
  headerChanges,
  lineChanges,
  textChange,
} from './diff-changes.ts'
import { encodingChanges } from './diff-encoding.ts'
import { type Element, Side, elementChanges, nameOf } from './diff-elements.ts'
import { itemsOf, payloadOf } from './decode.ts'
import { whyUnreadable } from './form.ts'
import { parseHeader } from './header.ts'
import { type Layout, layoutForMagic } from './layout.ts'
import { loadableBy } from '@exuvia/packaging'
import { Canon } from './normalise.ts'
import { readPyc } from './read.ts'
import type { CodeValue, MarshalValue } from './types.ts'
import { inWords, textInWords } from './value-words.ts'

/**
 * The kind of a difference between two .pyc files. `magic`: they are for different Pythons, and nothing
 * else is compared. `encoding`: all values are equal, but their bytes differ.
 */
export type DifferenceKind =
  | 'magic'
  | 'header'
  | 'code'
  | 'functions'
  | 'constants'
  | 'names'
  | 'arguments'
  | 'flags'
  | 'lines'
  | 'columns'
  | 'exceptions'
  | 'file-name'
  | 'encoding'

export interface Difference {
  readonly kind: DifferenceKind
  /** The code object: `<module>`, `<module>.Class.method`; empty for the file as a whole. */
  readonly where: string
  /** The changes: at most 20, with values in words, cut at 100 characters. */
  readonly changes: readonly Change[]
  /** Number of changes that are not listed. */
  readonly untold: number
}

/** Maximum differences for one pair of files; a hostile pair could have millions. */
const MOST_DIFFERENCES = 10_000

/** The change for values that too many functions share to list in time. */
const TOO_MUCH: Change = { what: 'values shared by too many functions to list' }

/** What an element costs in bytes looked at. */
const ELEMENT = 8

/** Maximum characters of a place; no real one is as long. */
const MOST_WHERE = 1000

/** Places among the fields that `Canon` numbers. */
const FIELD = {
  code: 0,
  consts: 1,
  names: 2,
  locals: 3,
  kinds: 4,
  freevars: 5,
  cellvars: 6,
  filename: 7,
  name: 8,
  qualname: 9,
  lines: 10,
  exceptions: 11,
} as const

/**
 * Lists the differences between two .pyc files in the order of the first file; empty for equal bytes.
 * Pairs functions and classes by name, and those of the same name in order.
 *
 * For unreadable code (PyPy's) it reports only whether the code differs.
 *
 * @throws what `readPyc` throws for files that differ, and BytecodeError `bytecode-cyclic`
 */
export function diffPyc(a: Uint8Array, b: Uint8Array): readonly Difference[] {
  const [before, after] = [parseHeader(a), parseHeader(b)]
  if (before.magic !== after.magic) {
    const [was, is] = [before, after].map(({ magic }) => `${magic}, ${loadableBy(magic)}`)
    const change = { what: 'magic number', before: was, after: is } as Change
    return [{ kind: 'magic', where: '', changes: [change], untold: 0 }]
  }
  if (Buffer.compare(a, b) === 0) return []
  const header = headerChanges(before, after)
  const differences: Difference[] = header.length === 0 ? [] : [difference('header', '', header)]
  if (whyUnreadable(before.magic) !== undefined) {
    const rest = bytesChange(a.subarray(before.length), b.subarray(after.length))
    return rest === undefined ? differences : [...differences, difference('code', '', [rest])]
  }
  const [first, second] = [readPyc(a), readPyc(b)]
  const layout = layoutForMagic(first.magic)
  const canon = new Canon(layout, {})
  const comparison = new Comparison(canon, layout, a.length + b.length)
  comparison.roots([first.value, second.value], [canon.addFile(first), canon.addFile(second)])
  addAll(differences, comparison.found)
  const values = comparison.found.length > 0
  if (!values && Buffer.compare(a.subarray(first.header.length), b.subarray(second.header.length)) !== 0) {
    differences.push(difference('encoding', '', encodingChanges(first, second, canon)))
  }
  return differences
}

/** For unreadable code. */
function bytesChange(a: Uint8Array, b: Uint8Array): Change | undefined {
  if (Buffer.compare(a, b) === 0) return undefined
  return { what: 'bytes after the header', before: `${a.length} bytes`, after: `${b.length} bytes` }
}

function difference(kind: DifferenceKind, where: string, found: Iterable<Change>): Difference {
  const changes = new Changes()
  for (const change of found) changes.add(change)
  return { kind, where, changes: changes.told, untold: changes.untold }
}

class Comparison {
  readonly found: Difference[] = []
  private readonly seen = new Set<string>()
  private readonly canon: Canon
  private readonly layout: Layout
  /** Bytes that may still be looked at; what functions do not share is looked at three times at the most. */
  private work: number

  constructor(canon: Canon, layout: Layout, size: number) {
    this.canon = canon
    this.layout = layout
    this.work = 100_000 + 4 * size
  }

  roots([a, b]: Pair<MarshalValue>, [first, second]: Pair<number>): void {
    if (a.kind === 'code' && b.kind === 'code') this.codes([a, b], [first, second], '')
    else if (first !== second) {
      this.add('constants', '', [{ what: 'value', before: inWords(a), after: inWords(b) }])
    }
  }

  private codes(codes: Pair<CodeValue>, [a, b]: Pair<number>, outer: string): void {
    // A pair that many places hold is compared once.
    const pair = `${a},${b}`
    if (this.seen.has(pair)) return
    this.seen.add(pair)
    const left = this.canon.uniques.codeOf(a)?.fields ?? []
    const right = this.canon.uniques.codeOf(b)?.fields ?? []
    const differs = (field: number): boolean => left[field] !== right[field]
    const name = nameOf(codes[0])
    const where = clip(outer === '' ? name : `${outer}.${name}`)

    this.add('arguments', where, argumentChanges(codes))
    this.add('flags', where, flagChanges(codes, this.layout))
    const instructions = differs(FIELD.code)
    const size = payloadOf(codes[0].code).length + payloadOf(codes[1].code).length
    if (instructions && !this.affords(size)) this.add('code', where, [TOO_MUCH])
    else this.add('code', where, codeChanges(codes, instructions))
    this.add('names', where, this.names(codes, [left, right]))
    if (differs(FIELD.filename)) {
      this.add('file-name', where, [textChange('file name', [codes[0].filename, codes[1].filename])])
    }
    const tables = differs(FIELD.lines)
    const tableSize = payloadOf(codes[0].linetable).length + payloadOf(codes[1].linetable).length
    if (tables && !this.affords(size + tableSize)) this.add('lines', where, [TOO_MUCH])
    else {
      const { lines, columns } = lineChanges(codes, tables, this.layout)
      this.add('lines', where, lines)
      this.add('columns', where, columns)
    }
    if (differs(FIELD.exceptions)) this.add('exceptions', where, [{ what: 'exception table' }])
    if (differs(FIELD.consts))
      this.constants(codes, [left[FIELD.consts] ?? 0, right[FIELD.consts] ?? 0], where)
  }

  /** Whether so many bytes may be looked at; they are taken as looked at. */
  private affords(size: number): boolean {
    this.work -= size
    return this.work >= 0
  }

  private *names(codes: Pair<CodeValue>, numbers: Pair<readonly number[]>): Generator<Change> {
    const [a, b] = codes
    const differs = (field: number): boolean => numbers[0][field] !== numbers[1][field]
    for (const [field, what] of NAME_LISTS) {
      const pair: Pair<MarshalValue | undefined> = [a[field], b[field]]
      if (!differs(FIELD[field]) || pair[0] === undefined || pair[1] === undefined) continue
      const before = itemsOf(pair[0])
      const after = itemsOf(pair[1])
      if (!this.affords(ELEMENT * (before.length + after.length))) {
        yield TOO_MUCH
        continue
      }
      const { uniques } = this.canon
      const elements = (values: readonly MarshalValue[], list: number | undefined): Element[] => {
        const items = uniques.itemsOf(list ?? 0)
        return values.map((value, index) => [value, items[index] ?? -1])
      }
      const lists: Pair<Element[]> = [
        elements(before, numbers[0][FIELD[field]]),
        elements(after, numbers[1][FIELD[field]]),
      ]
      yield* elementChanges(what, lists, textInWords)
    }
    if (!differs(FIELD.locals) && differs(FIELD.kinds)) yield { what: 'kinds of variables' }
    if (differs(FIELD.name)) yield textChange('own name', [a.name, b.name])
    if (differs(FIELD.qualname) && a.qualname !== undefined && b.qualname !== undefined) {
      yield textChange('qualified name', [a.qualname, b.qualname])
    }
  }

  /** Code objects among the constants are compared one by one, all else as a whole. */
  private constants(codes: Pair<CodeValue>, [a, b]: Pair<number>, where: string): void {
    const pair = `${a},${b}`
    if (this.seen.has(pair)) return
    this.seen.add(pair)
    const elements = itemsOf(codes[0].consts).length + itemsOf(codes[1].consts).length
    if (!this.affords(ELEMENT * elements)) {
      this.add('constants', where, [TOO_MUCH])
      return
    }
    const sides = [new Side(codes[0], this.canon, a), new Side(codes[1], this.canon, b)] as const
    const told = this.add(
      'constants',
      where,
      elementChanges('constant', [sides[0].values, sides[1].values], inWords),
    )
    const functions: Change[] = []
    for (const [key, [value, number]] of sides[0].codes) {
      const other = sides[1].codes.get(key)
      if (other === undefined) functions.push({ what: 'function or class', before: nameOf(value) })
      else this.codes([value, other[0]], [number, other[1]], where)
    }
    for (const [key, [value]] of sides[1].codes) {
      if (!sides[0].codes.has(key)) functions.push({ what: 'function or class', after: nameOf(value) })
    }
    this.add('functions', where, functions)
    const whole = sides[0].values.length === sides[1].values.length && functions.length === 0
    const moved = sides[0].order.some((item, index) => item !== sides[1].order[index])
    if (!told && whole && moved) this.add('constants', where, [{ what: 'order of constants and functions' }])
  }

  /** Whether there was a change to report. */
  private add(kind: DifferenceKind, where: string, changes: Iterable<Change>): boolean {
    if (this.found.length >= MOST_DIFFERENCES) return true
    const found = difference(kind, where, changes)
    if (found.changes.length > 0) this.found.push(found)
    return found.changes.length > 0
  }
}

const NAME_LISTS = [
  ['names', 'name'],
  ['locals', 'variable'],
  ['freevars', 'free variable'],
  ['cellvars', 'cell variable'],
] as const

function clip(where: string): string {
  return where.length > MOST_WHERE ? `${where.slice(0, MOST_WHERE - 1)}…` : where
}
