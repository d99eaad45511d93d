import { message } from '@exuvia/model'
import { BytecodeError } from './error.ts'
import type { Layout } from './layout.ts'
import { RawReader } from './raw-reader.ts'
import { type CodeValue, FLAG_REF, MAX_DEPTH, type MarshalValue, type SingletonValue, TYPE } from './types.ts'

const SINGLETONS: readonly (SingletonValue | undefined)[] = Array.from({ length: 256 }, (_, byte) => {
  const type = byte & ~FLAG_REF
  const single =
    type === TYPE.none ||
    type === TYPE.false ||
    type === TYPE.true ||
    type === TYPE.ellipsis ||
    type === TYPE.stopIteration
  return single ? { kind: 'singleton', type, flagged: byte >= FLAG_REF } : undefined
})

/** Reads values of one layout; `at` is the offset of the next one. */
export class Reader extends RawReader {
  private readonly layout: Layout
  private readonly flags: boolean
  private depth = 0
  /** By reference index; undefined while the value is being read, when references to it are invalid. */
  private readonly refs: (MarshalValue | undefined)[] = []
  private readonly checked = new Set<MarshalValue>()

  constructor(bytes: Uint8Array, at: number, layout: Layout) {
    super(bytes, at)
    this.layout = layout
    this.flags = layout.marshal > 2
  }

  object(): MarshalValue {
    const at = this.at
    if (at >= this.bytes.length) throw this.truncated('a value', 1)
    const byte = this.bytes[at] as number
    this.at = at + 1
    const single = SINGLETONS[byte]
    if (single !== undefined && (byte < FLAG_REF || this.flags)) return single

    const flagged = byte >= FLAG_REF
    const type = byte & ~FLAG_REF
    if (flagged && !this.flags) throw this.badType(byte, at)
    switch (type) {
      case TYPE.shortAscii:
      case TYPE.shortAsciiInterned:
        if (!this.flags) throw this.badType(byte, at)
        return this.leaf(type, flagged, this.u8())
      case TYPE.ascii:
      case TYPE.asciiInterned:
        if (!this.flags) throw this.badType(byte, at)
        return this.leaf(type, flagged, this.size())
      case TYPE.interned:
        if (!this.flags && this.layout.major === 3) throw this.badType(byte, at)
        return this.leaf(type, flagged || !this.flags, this.size())
      case TYPE.bytes:
      case TYPE.unicode:
        return this.leaf(type, flagged, this.size())
      case TYPE.int:
        return this.leaf(type, flagged, 4)
      case TYPE.int64:
      case TYPE.float:
        return this.leaf(type, flagged, 8)
      case TYPE.complex:
        return this.leaf(type, flagged, 16)
      case TYPE.long:
        return this.leaf(type, flagged, this.longSize())
      case TYPE.textFloat:
        return this.leaf(type, flagged, this.textFloatSize(0))
      case TYPE.textComplex:
        return this.leaf(type, flagged, this.textFloatSize(this.textFloatSize(0)))
      case TYPE.ref:
        if (!this.flags) throw this.badType(byte, at)
        return this.reference(type, flagged, at)
      case TYPE.stringRef:
        if (this.layout.major !== 2) throw this.badType(byte, at)
        return this.reference(type, flagged, at)
      case TYPE.smallTuple:
        if (!this.flags) throw this.badType(byte, at)
        return this.sequence(type, flagged, this.u8(), true)
      case TYPE.tuple:
      case TYPE.list:
      case TYPE.set:
        return this.sequence(type, flagged, this.size(), true)
      case TYPE.frozenSet:
        return this.sequence(type, flagged, this.size(), false)
      case TYPE.slice:
        if (this.layout.marshal < 5) throw this.badType(byte, at)
        return this.sequence(type, flagged, 3, false)
      case TYPE.dict:
        return this.mapping(type, flagged, true)
      case TYPE.frozenDict:
        if (this.layout.marshal < 6) throw this.badType(byte, at)
        return this.mapping(type, flagged, false)
      case TYPE.code:
        return this.code(flagged, at)
      default:
        throw this.badType(byte, at)
    }
  }

  private leaf(type: number, flagged: boolean, length: number): MarshalValue {
    const start = this.at
    const end = start + length
    if (end > this.bytes.length) throw this.truncated('a value', length)
    this.at = end
    // In 2.7 `R` counts interned strings, which carry no flag.
    const value: MarshalValue = {
      kind: 'leaf',
      type,
      flagged: flagged && this.flags,
      data: this.bytes,
      start,
      end,
    }
    if (flagged) this.refs.push(value)
    return value
  }

  private reference(type: number, flagged: boolean, at: number): MarshalValue {
    const index = this.i32()
    if (index < 0 || index >= this.refs.length) {
      throw new BytecodeError(
        message('bytecode-bad-reference', {
          offset: at,
          reason: `it names value ${index}, and ${this.refs.length} values come before it`,
        }),
      )
    }
    const target = this.refs[index]
    if (target === undefined) {
      throw new BytecodeError(
        message('bytecode-bad-reference', {
          offset: at,
          reason: `it names value ${index}, which contains the reference`,
        }),
      )
    }
    return { kind: 'ref', type, flagged, index, target }
  }

  /** `early`: whether Python lets the elements refer to the value they are in. */
  private sequence(type: number, flagged: boolean, count: number, early: boolean): MarshalValue {
    // Each element takes at least a byte, so never allocate for an impossible count.
    if (count > this.bytes.length - this.at) throw this.truncated(`${count} elements`, count)
    this.enter()
    const items: MarshalValue[] = []
    const value: MarshalValue = { kind: 'items', type, flagged, items }
    const index = flagged ? this.refs.push(early ? value : undefined) - 1 : -1
    for (let i = 0; i < count; i += 1) items.push(this.object())
    if (index >= 0) this.refs[index] = value
    this.depth -= 1
    return value
  }

  private mapping(type: number, flagged: boolean, early: boolean): MarshalValue {
    this.enter()
    const items: MarshalValue[] = []
    const value: MarshalValue = { kind: 'items', type, flagged, items }
    const index = flagged ? this.refs.push(early ? value : undefined) - 1 : -1
    while (this.bytes[this.at] !== TYPE.null) {
      items.push(this.object())
      items.push(this.object())
    }
    this.at += 1
    if (index >= 0) this.refs[index] = value
    this.depth -= 1
    return value
  }

  private code(flagged: boolean, at: number): CodeValue {
    this.enter()
    const layout = this.layout
    const index = flagged ? this.refs.push(undefined) - 1 : -1
    const argcount = this.i32()
    const posonlyargcount = layout.posonlyargcount ? this.i32() : 0
    const kwonlyargcount = layout.kwonlyargcount ? this.i32() : 0
    const nlocals = layout.localsplus ? 0 : this.i32()
    const stacksize = this.i32()
    const flags = this.i32()
    const code = this.field('code', TYPE.bytes)
    const consts = this.field('consts', TYPE.tuple)
    const names = this.names('names')
    const locals = this.names(layout.localsplus ? 'localsplusnames' : 'varnames')
    const localspluskinds = layout.localsplus ? this.field('localspluskinds', TYPE.bytes) : undefined
    const freevars = layout.localsplus ? undefined : this.names('freevars')
    const cellvars = layout.localsplus ? undefined : this.names('cellvars')
    const filename = this.field('filename', TYPE.unicode)
    const name = this.field('name', TYPE.unicode)
    const qualname = layout.localsplus ? this.field('qualname', TYPE.unicode) : undefined
    const firstlineno = this.i32()
    const linetable = this.field('linetable', TYPE.bytes)
    const exceptiontable = layout.localsplus ? this.field('exceptiontable', TYPE.bytes) : undefined
    const value: CodeValue = {
      kind: 'code',
      type: TYPE.code,
      flagged,
      argcount,
      posonlyargcount,
      kwonlyargcount,
      nlocals,
      stacksize,
      flags,
      code,
      consts,
      names,
      locals,
      freevars,
      cellvars,
      localspluskinds,
      filename,
      name,
      qualname,
      firstlineno,
      linetable,
      exceptiontable,
    }
    if (argcount < 0 || posonlyargcount < 0 || kwonlyargcount < 0 || stacksize < 0) {
      throw new BytecodeError(
        message('bytecode-bad-value', { offset: at, reason: 'a code object with a negative count' }),
      )
    }
    if (index >= 0) this.refs[index] = value
    this.depth -= 1
    return value
  }

  /** A field of a code object: bytes, a tuple or text (`wanted`). */
  private field(name: string, wanted: number): MarshalValue {
    const at = this.at
    const value = this.object()
    if (!this.fits(value, wanted)) throw this.badField(name, at)
    return value
  }

  /** A field that is a tuple of names. */
  private names(name: string): MarshalValue {
    const at = this.at
    const value = this.field(name, TYPE.tuple)
    const tuple = value.kind === 'ref' ? value.target : value
    // Check a tuple that many code objects share only once.
    if (value.kind === 'ref' && this.checked.has(tuple)) return value
    if (value.kind === 'ref') this.checked.add(tuple)
    if (tuple.kind === 'items') {
      for (const item of tuple.items) if (!this.fits(item, TYPE.unicode)) throw this.badField(name, at)
    }
    return value
  }

  private fits(value: MarshalValue, wanted: number): boolean {
    const target = value.kind === 'ref' ? value.target : value
    const type = target.type
    if (wanted === TYPE.tuple) return type === TYPE.smallTuple || type === TYPE.tuple
    // Python 2's names are byte strings, and its bytes may be interned.
    if (this.layout.major === 2) return type === TYPE.bytes || type === TYPE.interned
    if (wanted === TYPE.bytes) return type === TYPE.bytes
    return (
      type === TYPE.shortAsciiInterned ||
      type === TYPE.shortAscii ||
      type === TYPE.unicode ||
      type === TYPE.interned ||
      type === TYPE.asciiInterned ||
      type === TYPE.ascii
    )
  }

  private enter(): void {
    this.depth += 1
    // Python counts the leaves too, so that its 2000 values are 1999 containers and a leaf.
    if (this.depth >= MAX_DEPTH) {
      throw new BytecodeError(message('bytecode-too-deep', { offset: this.at, limit: MAX_DEPTH }))
    }
  }

  private badType(byte: number, at: number): BytecodeError {
    const { major, minor } = this.layout
    const shown = byte.toString(16).padStart(2, '0')
    return new BytecodeError(
      message('bytecode-bad-type', {
        offset: at,
        reason: `CPython ${major}.${minor} has no type code 0x${shown} here`,
      }),
    )
  }

  private badField(name: string, at: number): BytecodeError {
    return new BytecodeError(
      message('bytecode-bad-value', { offset: at, reason: `a code object's ${name} has the wrong type` }),
    )
  }
}
