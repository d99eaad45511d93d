import { message } from '@exuvia/model'
import { textOf } from './decode.ts'
import { type Unique, emitTree } from './emit-tree.ts'
import { MisplacedError } from './error.ts'
import type { Layout } from './layout.ts'
import { type CodeValue, type LeafValue, MAX_DEPTH, type MarshalValue, TYPE } from './types.ts'
import { hashBytes, hashItems, isNumber } from './value-kinds.ts'

export const NO_ITEMS: readonly number[] = []

const NOTHING = new Uint8Array()

/** Maximum bytes compared to sort frozensets: about a second. The standard library's largest file needs a few thousand. */
const MOST_COMPARED = 2 ** 29

/**
 * The unique values of a file: equal leaves, tuples and frozensets have one number.
 * Code objects and mutable values keep their identity.
 */
export class Uniques {
  private readonly layout: Layout
  private readonly list: Unique[] = []
  /** Open addressing: number + 1 of the value, by hash. */
  private table = new Int32Array(1 << 10)
  private hashes = new Int32Array(1 << 9)
  private hashed = 0
  private compared = 0

  constructor(layout: Layout) {
    this.layout = layout
  }

  singleton(type: number): number {
    return this.unique(type, NOTHING, 0, 0, NO_ITEMS, type)
  }

  leaf(value: LeafValue): number {
    const type = this.textType(value.type)
    if (type === TYPE.unicode && value.type !== TYPE.unicode && value.type !== TYPE.interned) {
      // Python reads bytes above 127 in an "ascii" string as Latin-1; no compiler writes them.
      for (let i = value.start; i < value.end; i += 1)
        if ((value.data[i] ?? 0) > 0x7f) return this.text(textOf(value))
    }
    return this.unique(
      type,
      value.data,
      value.start,
      value.end,
      NO_ITEMS,
      hashBytes(type, value.data, value.start, value.end),
    )
  }

  bytes(data: Uint8Array): number {
    return this.unique(
      TYPE.bytes,
      data,
      0,
      data.length,
      NO_ITEMS,
      hashBytes(TYPE.bytes, data, 0, data.length),
    )
  }

  /** Text as a name of this Python: bytes in 2.7. */
  text(text: string): number {
    const data = new Uint8Array(Buffer.from(text, 'utf8'))
    const type = this.layout.major === 2 ? TYPE.bytes : TYPE.unicode
    return this.unique(type, data, 0, data.length, NO_ITEMS, hashBytes(type, data, 0, data.length))
  }

  items(type: number, items: readonly number[]): number {
    switch (type) {
      case TYPE.tuple:
      case TYPE.smallTuple:
        return this.unique(TYPE.tuple, NOTHING, 0, 0, items, hashItems(TYPE.tuple, items))
      case TYPE.frozenSet: {
        const sorted = this.inOrder(items)
        return this.unique(type, NOTHING, 0, 0, sorted, hashItems(type, sorted))
      }
      case TYPE.slice:
      case TYPE.frozenDict:
        return this.unique(type, NOTHING, 0, 0, items, hashItems(type, items))
      default:
        return this.push(type, NOTHING, 0, 0, items, undefined)
    }
  }

  code(code: CodeValue, fields: readonly number[]): number {
    return this.push(TYPE.code, NOTHING, 0, 0, fields, code)
  }

  /** The code object of a number, and the numbers of its fields in the order of `code`; undefined for another value. */
  codeOf(number: number): { readonly code: CodeValue; readonly fields: readonly number[] } | undefined {
    const { code, items } = this.get(number)
    return code === undefined ? undefined : { code, fields: items }
  }

  itemsOf(number: number): readonly number[] {
    return this.get(number).items
  }

  /** Marks a text, or every text of a tuple, as used as a name. */
  markNames(number: number): void {
    const value = this.get(number)
    if (value.isName) return
    value.isName = true
    for (const item of value.items) this.get(item).isName = true
  }

  payload(number: number): Uint8Array {
    const { data, start, end } = this.get(number)
    return data.subarray(start, end)
  }

  /** Where in its file the payload begins. */
  startOf(number: number): number {
    return this.get(number).start
  }

  textOf(number: number): string {
    const { data, start, end } = this.get(number)
    return textOf({ kind: 'leaf', type: TYPE.unicode, flagged: false, data, start, end })
  }

  /** A defined order of values: by type code, then by payload, then element by element. */
  private compare(a: number, b: number): number {
    if (a === b) return 0
    const x = this.get(a)
    const y = this.get(b)
    if (x.type !== y.type) return x.type - y.type
    const length = Math.min(x.end - x.start, y.end - y.start)
    let at = 0
    while (at < length && x.data[x.start + at] === y.data[y.start + at]) at += 1
    this.charge(at + 1)
    if (at < length) return (x.data[x.start + at] ?? 0) - (y.data[y.start + at] ?? 0)
    if (x.end - x.start !== y.end - y.start) return x.end - x.start - (y.end - y.start)
    // Equal elements have one number, so that this goes down in one place only.
    for (let i = 0; i < Math.min(x.items.length, y.items.length); i += 1) {
      const [left = 0, right = 0] = [x.items[i], y.items[i]]
      this.charge(1)
      if (left !== right) return this.compare(left, right)
    }
    return x.items.length - y.items.length
  }

  /** Long texts with a common start in many sets would take quadratic time. */
  private charge(bytes: number): void {
    this.compared += bytes
    if (this.compared > MOST_COMPARED) {
      throw new MisplacedError((offset) => message('bytecode-too-large', { offset }))
    }
  }

  /** The value as a tree again, with references by the rule in docs/bytecode.md. */
  tree(root: number): MarshalValue {
    return emitTree(this.list, root, this.layout)
  }

  /** One type for all kinds of text, and in 2.7 one for interned and other byte strings. */
  private textType(type: number): number {
    switch (type) {
      case TYPE.shortAscii:
      case TYPE.shortAsciiInterned:
      case TYPE.ascii:
      case TYPE.asciiInterned:
        return TYPE.unicode
      case TYPE.interned:
        return this.layout.major === 2 ? TYPE.bytes : TYPE.unicode
      default:
        return type
    }
  }

  /**
   * A frozenset's elements. Sets of numbers keep their order: it follows from the source, and the order in
   * which they are iterated may rest on it. With strings or None it changes from run to run, and is sorted.
   */
  private inOrder(items: readonly number[]): readonly number[] {
    if (items.every((item) => isNumber(this.get(item).type))) return items
    return items.toSorted((a, b) => this.compare(a, b))
  }

  private get(number: number): Unique {
    return this.list[number] as Unique
  }

  private unique(
    type: number,
    data: Uint8Array,
    start: number,
    end: number,
    items: readonly number[],
    hash: number,
  ): number {
    const mask = this.table.length - 1
    let slot = hash & mask
    for (let entry = this.table[slot] as number; entry !== 0; entry = this.table[slot] as number) {
      if (
        this.hashes[entry - 1] === hash &&
        this.equals(this.get(entry - 1), type, data, start, end, items)
      ) {
        return entry - 1
      }
      slot = (slot + 1) & mask
    }
    const number = this.push(type, data, start, end, items, undefined)
    this.table[slot] = number + 1
    this.hashes[number] = hash
    this.hashed += 1
    if (this.hashed * 2 > this.table.length) this.grow()
    return number
  }

  private equals(
    value: Unique,
    type: number,
    data: Uint8Array,
    start: number,
    end: number,
    items: readonly number[],
  ): boolean {
    const length = end - start
    if (value.type !== type || value.end - value.start !== length || value.items.length !== items.length)
      return false
    for (let i = 0; i < length; i += 1) if (value.data[value.start + i] !== data[start + i]) return false
    for (let i = 0; i < items.length; i += 1) if (value.items[i] !== items[i]) return false
    return true
  }

  private push(
    type: number,
    data: Uint8Array,
    start: number,
    end: number,
    items: readonly number[],
    code: CodeValue | undefined,
  ): number {
    let depth = 0
    for (const item of items) {
      if (item < 0) continue
      const part = this.get(item)
      if (part.depth > depth) depth = part.depth
    }
    if (depth + 1 >= MAX_DEPTH) {
      throw new MisplacedError((offset) => message('bytecode-too-deep', { offset, limit: MAX_DEPTH }))
    }
    const number = this.list.length
    if (number >= this.hashes.length) {
      const larger = new Int32Array(this.hashes.length * 2)
      larger.set(this.hashes)
      this.hashes = larger
    }
    this.list.push({
      type,
      data,
      start,
      end,
      items,
      code,
      depth: depth + 1,
      isName: false,
    })
    return number
  }

  private grow(): void {
    const table = new Int32Array(this.table.length * 2)
    const mask = table.length - 1
    for (const entry of this.table) {
      if (entry === 0) continue
      let slot = (this.hashes[entry - 1] as number) & mask
      while (table[slot] !== 0) slot = (slot + 1) & mask
      table[slot] = entry
    }
    this.table = table
  }
}
