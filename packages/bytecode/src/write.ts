import { type PycHeader, headerBytes } from './header.ts'
import { type Layout, layoutForMagic } from './layout.ts'
import type { MarshalFile, PycFile } from './read.ts'
import { type CodeValue, FLAG_REF, type LeafValue, type MarshalValue, TYPE } from './types.ts'

/** Writes a .pyc file: the same bytes that `readPyc` read. */
export function writePyc(file: PycFile): Uint8Array {
  return write(file, file.header)
}

/** Writes a marshal stream: the same bytes that `readMarshal` read. */
export function writeMarshal(file: MarshalFile): Uint8Array {
  return write(file, undefined)
}

function write(file: MarshalFile, header: PycHeader | undefined): Uint8Array {
  const writer = new Writer(layoutForMagic(file.magic))
  if (header !== undefined) writer.raw(headerBytes(header))
  writer.value(file.value)
  writer.raw(file.trailing)
  return writer.take()
}

/** Finds a value's offset in its file, or the end if it is missing. For errors only: it writes the file again. */
export function offsetOf(file: MarshalFile, value: MarshalValue | undefined): number {
  const finder = new Finder(layoutForMagic(file.magic), value)
  finder.value(file.value)
  return ('header' in file ? (file as PycFile).header.length : 0) + (finder.found ?? finder.take().length)
}

class Writer {
  private bytes = new Uint8Array(1 << 16)
  protected at = 0
  private readonly layout: Layout

  constructor(layout: Layout) {
    this.layout = layout
  }

  take(): Uint8Array {
    return this.bytes.slice(0, this.at)
  }

  raw(data: Uint8Array): void {
    this.reserve(data.length)
    this.bytes.set(data, this.at)
    this.at += data.length
  }

  value(value: MarshalValue): void {
    switch (value.kind) {
      case 'leaf':
        return this.leaf(value)
      case 'singleton':
        this.reserve(1)
        this.bytes[this.at] = value.type | (value.flagged ? FLAG_REF : 0)
        this.at += 1
        return
      case 'ref':
        this.head(value.type, value.flagged)
        return this.i32(value.index)
      case 'items':
        this.head(value.type, value.flagged)
        if (value.type === TYPE.smallTuple) this.u8(value.items.length)
        else if (value.type !== TYPE.slice && value.type !== TYPE.dict && value.type !== TYPE.frozenDict) {
          this.i32(value.items.length)
        }
        for (const item of value.items) this.value(item)
        if (value.type === TYPE.dict || value.type === TYPE.frozenDict) this.u8(TYPE.null)
        return
      case 'code':
        return this.code(value)
    }
  }

  private leaf(value: LeafValue): void {
    const { type, data, start, end } = value
    const length = end - start
    this.reserve(length + 5)
    const { bytes } = this
    let at = this.at
    bytes[at] = type | (value.flagged ? FLAG_REF : 0)
    at += 1
    if (type === TYPE.shortAsciiInterned || type === TYPE.shortAscii) {
      bytes[at] = length
      at += 1
    } else if (
      type === TYPE.bytes ||
      type === TYPE.unicode ||
      type === TYPE.interned ||
      type === TYPE.ascii ||
      type === TYPE.asciiInterned
    ) {
      bytes[at] = length
      bytes[at + 1] = length >>> 8
      bytes[at + 2] = length >>> 16
      bytes[at + 3] = length >>> 24
      at += 4
    }
    // A loop beats `set` on a subarray for the short payloads that most are.
    if (length < 48) for (let from = start; from < end; from += 1, at += 1) bytes[at] = data[from] as number
    else {
      bytes.set(data.subarray(start, end), at)
      at += length
    }
    this.at = at
  }

  private code(code: CodeValue): void {
    const { layout } = this
    this.head(TYPE.code, code.flagged)
    this.i32(code.argcount)
    if (layout.posonlyargcount) this.i32(code.posonlyargcount)
    if (layout.kwonlyargcount) this.i32(code.kwonlyargcount)
    if (!layout.localsplus) this.i32(code.nlocals)
    this.i32(code.stacksize)
    this.i32(code.flags)
    this.value(code.code)
    this.value(code.consts)
    this.value(code.names)
    this.value(code.locals)
    if (code.localspluskinds !== undefined) this.value(code.localspluskinds)
    if (code.freevars !== undefined) this.value(code.freevars)
    if (code.cellvars !== undefined) this.value(code.cellvars)
    this.value(code.filename)
    this.value(code.name)
    if (code.qualname !== undefined) this.value(code.qualname)
    this.i32(code.firstlineno)
    this.value(code.linetable)
    if (code.exceptiontable !== undefined) this.value(code.exceptiontable)
  }

  private head(type: number, flagged: boolean): void {
    this.u8(type | (flagged ? FLAG_REF : 0))
  }

  private u8(byte: number): void {
    this.reserve(1)
    this.bytes[this.at] = byte
    this.at += 1
  }

  private i32(number: number): void {
    this.reserve(4)
    const { bytes, at } = this
    bytes[at] = number
    bytes[at + 1] = number >>> 8
    bytes[at + 2] = number >>> 16
    bytes[at + 3] = number >>> 24
    this.at = at + 4
  }

  private reserve(more: number): void {
    const needed = this.at + more
    if (needed <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2))
    larger.set(this.bytes.subarray(0, this.at))
    this.bytes = larger
  }
}

class Finder extends Writer {
  found: number | undefined
  private readonly sought: MarshalValue | undefined

  constructor(layout: Layout, sought: MarshalValue | undefined) {
    super(layout)
    this.sought = sought
  }

  override value(value: MarshalValue): void {
    if (value === this.sought) this.found ??= this.at
    super.value(value)
  }
}
