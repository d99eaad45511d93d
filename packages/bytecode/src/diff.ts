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
import { itemsOf, textOf } from './decode.ts'
import { type Layout, layoutForMagic } from './layout.ts'
import { loadableBy } from './magic.ts'
import { Canon } from './normalise.ts'
import { readPyc } from './read.ts'
import type { CodeValue, MarshalValue } from './types.ts'
import { inWords } from './value-words.ts'

/**
 * What kind of thing differs between two .pyc files. `magic`: they are of different Pythons, and nothing
 * else is compared. `encoding`: all values are equal, and written in different bytes.
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
  /** What exactly differs; values are in words, cut at 100 characters, and at most 20 are told. */
  readonly changes: readonly Change[]
  /** How many more changes there are than are told. */
  readonly untold: number
}

/** Differences that are told of one pair of files; a hostile pair could have millions. */
const MOST_DIFFERENCES = 10_000

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
 * What differs between two .pyc files, and where, in the order of the first file; empty for equal bytes.
 * Functions and classes are paired by their names, those of one name in their order.
 *
 * @throws what `readPyc` throws, and BytecodeError `bytecode-cyclic`
 */
export function diffPyc(a: Uint8Array, b: Uint8Array): readonly Difference[] {
  const [first, second] = [readPyc(a), readPyc(b)]
  if (first.magic !== second.magic) {
    const [before, after] = [first.magic, second.magic].map((magic) => `${magic}, ${loadableBy(magic)}`)
    const change = { what: 'magic number', before, after } as Change
    return [{ kind: 'magic', where: '', changes: [change], untold: 0 }]
  }
  const header = headerChanges(first.header, second.header)
  const differences: Difference[] = header.length === 0 ? [] : [difference('header', '', header)]
  const layout = layoutForMagic(first.magic)
  const canon = new Canon(layout, {})
  const comparison = new Comparison(canon, layout)
  comparison.roots([first.value, second.value], [canon.add(first.value), canon.add(second.value)])
  differences.push(...comparison.found)
  const values = comparison.found.length > 0
  if (!values && Buffer.compare(a.subarray(first.header.length), b.subarray(second.header.length)) !== 0) {
    differences.push(difference('encoding', '', encodingChanges(first, second)))
  }
  return differences
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

  constructor(canon: Canon, layout: Layout) {
    this.canon = canon
    this.layout = layout
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
    const where = outer === '' ? name : `${outer}.${name}`

    this.add('arguments', where, argumentChanges(codes))
    this.add('flags', where, flagChanges(codes, this.layout))
    this.add('code', where, codeChanges(codes, differs(FIELD.code)))
    const names = this.names(codes, differs)
    this.add('names', where, names)
    if (differs(FIELD.filename)) {
      this.add('file-name', where, [textChange('file name', [codes[0].filename, codes[1].filename])])
    }
    const { lines, columns } = lineChanges(codes, differs(FIELD.lines), this.layout)
    this.add('lines', where, lines)
    this.add('columns', where, columns)
    if (differs(FIELD.exceptions)) this.add('exceptions', where, [{ what: 'exception table' }])
    if (differs(FIELD.consts))
      this.constants(codes, [left[FIELD.consts] ?? 0, right[FIELD.consts] ?? 0], where)
  }

  private *names(codes: Pair<CodeValue>, differs: (field: number) => boolean): Generator<Change> {
    const [a, b] = codes
    if (differs(FIELD.names)) yield* listChanges('name', [a.names, b.names])
    if (differs(FIELD.locals)) yield* listChanges('variable', [a.locals, b.locals])
    else if (differs(FIELD.kinds)) yield { what: 'kinds of variables' }
    for (const field of ['freevars', 'cellvars'] as const) {
      const pair: Pair<MarshalValue | undefined> = [a[field], b[field]]
      if (!differs(FIELD[field]) || pair[0] === undefined || pair[1] === undefined) continue
      yield* listChanges(field === 'freevars' ? 'free variable' : 'cell variable', [pair[0], pair[1]])
    }
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
    const sides = [new Side(codes[0], this.canon, a), new Side(codes[1], this.canon, b)] as const
    this.add('constants', where, constantChanges(sides))
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
  }

  private add(kind: DifferenceKind, where: string, changes: Iterable<Change>): void {
    if (this.found.length >= MOST_DIFFERENCES) return
    const found = difference(kind, where, changes)
    if (found.changes.length > 0) this.found.push(found)
  }
}

/** The constants of one code object: code objects by name and place among those of the same name, and the rest. */
class Side {
  readonly codes = new Map<string, readonly [code: CodeValue, number: number]>()
  readonly values: (readonly [value: MarshalValue, number: number])[] = []

  constructor(code: CodeValue, canon: Canon, number: number) {
    const numbers = canon.uniques.itemsOf(number)
    const counts = new Map<string, number>()
    for (const [index, item] of itemsOf(code.consts).entries()) {
      const own = numbers[index] ?? -1
      if (item.kind !== 'code') {
        this.values.push([item, own])
        continue
      }
      const name = nameOf(item)
      const count = counts.get(name) ?? 0
      counts.set(name, count + 1)
      this.codes.set(`${name}\0${count}`, [item, own])
    }
  }
}

function* constantChanges([a, b]: readonly [Side, Side]): Generator<Change> {
  const before = new Set(a.values.map(([, number]) => number))
  const after = new Set(b.values.map(([, number]) => number))
  const gone = a.values.filter(([, number]) => !after.has(number))
  const come = b.values.filter(([, number]) => !before.has(number))
  yield* pairUp(
    'constant',
    gone.map(([value]) => value),
    come.map(([value]) => value),
    inWords,
  )
  if (gone.length > 0 || come.length > 0) return
  const same = a.values.length === b.values.length && a.values.every(([, n], i) => n === b.values[i]?.[1])
  if (!same) yield { what: 'order of constants' }
}

function* listChanges(what: string, [a, b]: Pair<MarshalValue>): Generator<Change> {
  const before = itemsOf(a).map(textOf)
  const after = itemsOf(b).map(textOf)
  const [was, is] = [new Set(before), new Set(after)]
  const gone = before.filter((name) => !is.has(name))
  const come = after.filter((name) => !was.has(name))
  yield* pairUp(what, gone, come, (name) => name)
  if (gone.length === 0 && come.length === 0) yield { what: `order of ${what}s` }
}

/** One gone and one come are one changed. */
function* pairUp<T>(
  what: string,
  gone: readonly T[],
  come: readonly T[],
  words: (value: T) => string,
): Generator<Change> {
  const [first, second] = [gone[0], come[0]]
  if (gone.length === 1 && come.length === 1 && first !== undefined && second !== undefined) {
    yield { what, before: words(first), after: words(second) }
    return
  }
  for (const value of gone) yield { what, before: words(value) }
  for (const value of come) yield { what, after: words(value) }
}

/** Cut at 200 characters, which no real name reaches. */
function nameOf(code: CodeValue): string {
  return textOf(code.name).slice(0, 200)
}
