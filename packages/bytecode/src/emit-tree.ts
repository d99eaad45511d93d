import type { Layout } from './layout.ts'
import { leafFraming } from './sizes.ts'
import { type CodeValue, type MarshalValue, TYPE } from './types.ts'
import { isContainer, isIdentifier, isSingleton } from './value-kinds.ts'

/** One value of the canonical form. Text has one type until Exuvia knows whether it is a name. */
export interface Unique {
  readonly type: number
  /** For text and other leaves. */
  readonly data: Uint8Array
  readonly start: number
  readonly end: number
  /** Numbers of the elements, or of a code object's fields (-1 if missing); all smaller than its own. */
  readonly items: readonly number[]
  readonly code: CodeValue | undefined
  readonly depth: number
  /** Whether it is used as a name somewhere. */
  isName: boolean
}

/**
 * The maximum bytes of a value that is written again instead of as a reference, if Python makes one object
 * of it in both cases. A compressor stores a repetition as cheaply as a reference, and fewer references
 * resemble each other more.
 */
const MOST_AGAIN = 9

/** A tree of unique values; values in several places become references by the rule in docs/bytecode.md. */
export function emitTree(values: readonly Unique[], root: number, layout: Layout): MarshalValue {
  return new Emission(values, root, layout).emit(root)
}

class Emission {
  private readonly values: readonly Unique[]
  private readonly layout: Layout
  /** Whether this Python supports references to other values than interned strings. */
  private readonly refs: boolean
  private readonly types: Uint8Array
  /** Values that become references if they are in more than one place. */
  private readonly shared: Uint8Array
  /** Number of places of each value. */
  private readonly places: Int32Array
  /** Values that were written in full and took an index. */
  private readonly written = new Map<number, { readonly value: MarshalValue; readonly index: number }>()

  constructor(values: readonly Unique[], root: number, layout: Layout) {
    this.values = values
    this.layout = layout
    this.refs = layout.marshal > 2
    this.types = Uint8Array.from(values, (value) => this.writtenType(value))
    this.shared = new Uint8Array(values.length)
    this.places = new Int32Array(values.length)
    if (this.refs) {
      this.findShared()
      this.countPlaces(root)
    }
  }

  private findShared(): void {
    for (const [number, value] of this.values.entries()) {
      const type = this.types[number] ?? 0
      if (isSingleton(type)) continue
      const isLong = !isContainer(type) && leafFraming(type) + value.end - value.start > MOST_AGAIN
      if (isLong || !isOneAnyway(value, type)) this.shared[number] = 1
    }
  }

  /** Counts from the root down. A value in many places counts once, because later places are references. */
  private countPlaces(root: number): void {
    this.places[root] = 1
    for (let number = root; number >= 0; number -= 1) {
      if (this.places[number] === 0) continue
      for (const item of this.values[number]?.items ?? []) {
        if (item >= 0) this.places[item] = (this.places[item] ?? 0) + 1
      }
    }
  }

  emit(number: number): MarshalValue {
    const first = this.written.get(number)
    if (first !== undefined) {
      const type = this.refs ? TYPE.ref : TYPE.stringRef
      return { kind: 'ref', type, flagged: false, index: first.index, target: first.value }
    }
    const value = this.values[number] as Unique
    const type = this.types[number] ?? 0
    const flagged = this.shared[number] === 1 && (this.places[number] ?? 0) > 1
    if (isSingleton(type)) return { kind: 'singleton', type, flagged: false }
    // A value takes its index before its elements do.
    const index = flagged || (!this.refs && type === TYPE.interned) ? this.written.size : -1
    if (!isContainer(type)) {
      const { data, start, end } = value
      return this.keep(number, index, { kind: 'leaf', type, flagged, data, start, end })
    }
    if (value.code !== undefined) return this.emitCode(number, index, { ...value.code, flagged }, value.items)
    const items: MarshalValue[] = []
    const written = this.keep(number, index, { kind: 'items', type, flagged, items })
    for (const item of value.items) items.push(this.emit(item))
    return written
  }

  private emitCode(
    number: number,
    index: number,
    code: { -readonly [Key in keyof CodeValue]: CodeValue[Key] },
    items: readonly number[],
  ): MarshalValue {
    const field = (place: number): MarshalValue | undefined => {
      const item = items[place] ?? -1
      return item < 0 ? undefined : this.emit(item)
    }
    const needed = (place: number): MarshalValue => this.emit(items[place] ?? 0)
    this.keep(number, index, code)
    // In writing order, because references count in that order.
    code.code = needed(0)
    code.consts = needed(1)
    code.names = needed(2)
    code.locals = needed(3)
    code.localspluskinds = field(4)
    code.freevars = field(5)
    code.cellvars = field(6)
    code.filename = needed(7)
    code.name = needed(8)
    code.qualname = field(9)
    code.linetable = needed(10)
    code.exceptiontable = field(11)
    return code
  }

  private keep(number: number, index: number, value: MarshalValue): MarshalValue {
    if (index >= 0) this.written.set(number, { value, index })
    return value
  }

  /** The type code that this Python writes for the value. */
  private writtenType(value: Unique): number {
    if (value.type === TYPE.tuple) return this.refs && value.items.length < 256 ? TYPE.smallTuple : TYPE.tuple
    const { data, start, end } = value
    if (this.layout.major === 2) {
      if (value.type !== TYPE.bytes) return value.type
      return value.isName || isIdentifier(data, start, end) ? TYPE.interned : TYPE.bytes
    }
    if (value.type !== TYPE.unicode || !this.refs) return value.type
    const interned = value.isName || isIdentifier(data, start, end)
    for (let i = start; i < end; i += 1) {
      if ((data[i] as number) > 0x7f) return interned ? TYPE.interned : TYPE.unicode
    }
    if (end - start < 256) return interned ? TYPE.shortAsciiInterned : TYPE.shortAscii
    return interned ? TYPE.asciiInterned : TYPE.ascii
  }
}

/**
 * Whether Python makes one object of the value however often it is written. This applies to interned text and
 * to the values that Python shares: the empty tuple and bytes, a single byte or ASCII character, integers from
 * -5 to 256. For every other value a program can distinguish one object from two (`is`), so a value that
 * the compiler made once stays one object.
 */
function isOneAnyway(value: Unique, type: number): boolean {
  const length = value.end - value.start
  switch (type) {
    case TYPE.interned:
    case TYPE.asciiInterned:
    case TYPE.shortAsciiInterned:
      return true
    case TYPE.shortAscii:
    case TYPE.bytes:
      return length <= 1
    case TYPE.tuple:
    case TYPE.smallTuple:
      return value.items.length === 0
    case TYPE.int: {
      const integer = new DataView(value.data.buffer, value.data.byteOffset + value.start).getInt32(0, true)
      return integer >= -5 && integer <= 256
    }
    default:
      return false
  }
}
