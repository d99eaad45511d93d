import type { BytecodeKinds } from '@exuvia/model'
import { docstringOf } from './code-facts.ts'
import { isText, payloadOf, resolve } from './decode.ts'
import { type Layout, layoutForMagic } from './layout.ts'
import type { PycFile } from './read.ts'
import { type CodeValue, type LeafValue, type MarshalValue, TYPE } from './types.ts'

/** Bytes by kind, of what was read. */
export type SizeKinds = Omit<BytecodeKinds, 'unread'>

export interface CodeSizes {
  /** The code object itself, without those inside it. */
  readonly own: SizeKinds
  /** All of `own` added up. */
  readonly size: number
}

export interface SizeDescription {
  /** All kinds added up are the file's size. */
  readonly total: SizeKinds
  readonly size: number
  /** In the file's order: each code object with its own sizes. */
  readonly codes: readonly (CodeSizes & { readonly code: CodeValue })[]
}

type Counter = { -readonly [Each in keyof SizeKinds]: number }
type Kind = keyof SizeKinds

/** Measures a .pyc file's bytes by kind, for the file and for each code object. */
export function describeSizes(file: PycFile): SizeDescription {
  const walker = new Walker(layoutForMagic(file.magic))
  walker.own.framing += file.header.length + file.trailing.length
  const outer = walker.own
  walker.value(file.value, 'constants')
  const total = emptyKinds()
  add(total, outer)
  const codes = walker.codes.map(({ code, own }) => {
    add(total, own)
    return { code, own, size: sum(own) }
  })
  return { total, size: sum(total), codes }
}

class Walker {
  own = emptyKinds()
  readonly codes: { code: CodeValue; own: SizeKinds }[] = []
  private readonly layout: Layout

  constructor(layout: Layout) {
    this.layout = layout
  }

  value(value: MarshalValue, kind: Kind, docstring?: MarshalValue): void {
    const { own } = this
    switch (value.kind) {
      case 'singleton':
        own.framing += 1
        return
      case 'ref':
        own.framing += 5
        return
      case 'leaf':
        return this.leaf(value, value === docstring ? 'docstrings' : kind)
      case 'items':
        own.framing += itemsFraming(value.type)
        for (const item of value.items) this.value(item, constantKind(item, kind, this.layout), docstring)
        return
      case 'code':
        return this.code(value)
    }
  }

  private leaf(value: LeafValue, kind: Kind): void {
    const length = value.end - value.start
    this.own.framing += leafFraming(value.type)
    if (kind === 'code' && this.layout.localsplus) {
      const caches = countCaches(payloadOf(value))
      this.own.caches += caches
      this.own.code += length - caches
    } else {
      this.own[kind] += length
    }
  }

  private code(code: CodeValue): void {
    const outer = this.own
    const own = emptyKinds()
    this.own = own
    this.codes.push({ code, own })
    const { layout } = this
    own.framing +=
      1 +
      4 * (4 + Number(layout.posonlyargcount) + Number(layout.kwonlyargcount) + Number(!layout.localsplus))
    const docstring = docstringOf(code, layout)
    this.value(code.code, 'code')
    this.value(code.consts, 'constants', docstring)
    this.value(code.names, 'names')
    this.value(code.locals, 'names')
    if (code.localspluskinds !== undefined) this.value(code.localspluskinds, 'framing')
    if (code.freevars !== undefined) this.value(code.freevars, 'names')
    if (code.cellvars !== undefined) this.value(code.cellvars, 'names')
    this.value(code.filename, 'fileNames')
    this.value(code.name, 'names')
    if (code.qualname !== undefined) this.value(code.qualname, 'names')
    this.value(code.linetable, 'lineTables')
    if (code.exceptiontable !== undefined) this.value(code.exceptiontable, 'exceptionTables')
    this.own = outer
  }
}

/** Inline caches are written as zeros, and 0 is their opcode: two bytes each. */
function countCaches(code: Uint8Array): number {
  let count = 0
  for (let i = 0; i < code.length; i += 2) if (code[i] === 0) count += 2
  return Math.min(count, code.length)
}

function constantKind(item: MarshalValue, kind: Kind, layout: Layout): Kind {
  if (kind !== 'constants' && kind !== 'strings') return kind
  return isText(item) || (layout.major === 2 && resolve(item).type === TYPE.bytes) ? 'strings' : 'constants'
}

function itemsFraming(type: number): number {
  if (type === TYPE.smallTuple || type === TYPE.dict || type === TYPE.frozenDict) return 2
  return type === TYPE.slice ? 1 : 5
}

/** Bytes before the payload of a leaf: the type code, and the length where it is no part of the payload. */
export function leafFraming(type: number): number {
  switch (type) {
    case TYPE.shortAscii:
    case TYPE.shortAsciiInterned:
      return 2
    case TYPE.bytes:
    case TYPE.unicode:
    case TYPE.interned:
    case TYPE.ascii:
    case TYPE.asciiInterned:
      return 5
    default:
      return 1
  }
}

/** No bytes of any kind. */
export function emptyKinds(): Counter {
  return {
    code: 0,
    caches: 0,
    names: 0,
    strings: 0,
    docstrings: 0,
    constants: 0,
    lineTables: 0,
    exceptionTables: 0,
    fileNames: 0,
    framing: 0,
  }
}

function add(to: Counter, from: SizeKinds): void {
  for (const kind of Object.keys(from) as Kind[]) to[kind] += from[kind]
}

function sum(kinds: SizeKinds): number {
  return Object.values(kinds).reduce((total: number, size: number) => total + size, 0)
}
