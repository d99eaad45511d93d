/** Marshal's type codes (`Python/marshal.c`), as ASCII. Bit 7 of the byte is FLAG_REF. */
export const TYPE = {
  null: 0x30, // 0
  none: 0x4e, // N
  false: 0x46, // F
  true: 0x54, // T
  stopIteration: 0x53, // S
  ellipsis: 0x2e, // .
  int: 0x69, // i
  int64: 0x49, // I, written by 64-bit Python 2 only
  long: 0x6c, // l
  textFloat: 0x66, // f
  float: 0x67, // g
  textComplex: 0x78, // x
  complex: 0x79, // y
  bytes: 0x73, // s
  interned: 0x74, // t, bytes in 2.7, text in 3.4 and later
  stringRef: 0x52, // R, 2.7
  ref: 0x72, // r
  unicode: 0x75, // u
  ascii: 0x61, // a
  asciiInterned: 0x41, // A
  shortAscii: 0x7a, // z
  shortAsciiInterned: 0x5a, // Z
  tuple: 0x28, // (
  smallTuple: 0x29, // )
  list: 0x5b, // [
  dict: 0x7b, // {
  frozenDict: 0x7d, // }, marshal 6
  set: 0x3c, // <
  frozenSet: 0x3e, // >
  slice: 0x3a, // :, marshal 5
  code: 0x63, // c
} as const

export const FLAG_REF = 0x80

/** Python's own limit (`MAX_MARSHAL_STACK_DEPTH`). */
export const MAX_DEPTH = 2000

/** None, False, True, Ellipsis, StopIteration: a type code and nothing else. */
export interface SingletonValue {
  readonly kind: 'singleton'
  readonly type: number
  /** Whether FLAG_REF is set; Python never sets it here, and ignores it. */
  readonly flagged: boolean
}

/** A number, string or bytes: its payload is `data` from `start` to `end`, shared with the file. */
export interface LeafValue {
  readonly kind: 'leaf'
  readonly type: number
  /** FLAG_REF: the value takes the next reference index. */
  readonly flagged: boolean
  readonly data: Uint8Array
  /**
   * Where the payload begins: after the length, for strings and bytes;
   * after the type code, with the digit count or text length, for numbers.
   */
  readonly start: number
  readonly end: number
}

/** A tuple, list, set, frozenset, slice (start, stop, step) or dict (key, value, key, value, …). */
export interface ItemsValue {
  readonly kind: 'items'
  readonly type: number
  readonly flagged: boolean
  readonly items: readonly MarshalValue[]
}

/** `r` and, in 2.7, `R`. */
export interface RefValue {
  readonly kind: 'ref'
  readonly type: number
  readonly flagged: boolean
  /** Counted over the values with FLAG_REF in the file's order (2.7: over the interned strings). */
  readonly index: number
  readonly target: MarshalValue
}

/**
 * A code object. Fields that the version's layout does not have are undefined:
 * 3.11 and later have `localsplusnames`, `localspluskinds`, `qualname` and `exceptiontable`;
 * before that there are `nlocals`, `varnames`, `freevars` and `cellvars`.
 */
export interface CodeValue {
  readonly kind: 'code'
  readonly type: number
  readonly flagged: boolean
  readonly argcount: number
  /** 0 before 3.8, where it is not written. */
  readonly posonlyargcount: number
  /** 0 in 2.7, where it is not written. */
  readonly kwonlyargcount: number
  readonly nlocals: number
  readonly stacksize: number
  readonly flags: number
  readonly code: MarshalValue
  readonly consts: MarshalValue
  readonly names: MarshalValue
  /** `co_varnames`, or `co_localsplusnames` from 3.11 on. */
  readonly locals: MarshalValue
  readonly freevars: MarshalValue | undefined
  readonly cellvars: MarshalValue | undefined
  readonly localspluskinds: MarshalValue | undefined
  readonly filename: MarshalValue
  readonly name: MarshalValue
  readonly qualname: MarshalValue | undefined
  readonly firstlineno: number
  /** `co_lnotab` up to 3.9, `co_linetable` from 3.10 on. */
  readonly linetable: MarshalValue
  readonly exceptiontable: MarshalValue | undefined
}

/** A value of a marshal stream, with all details of its bytes: string kinds, flags, references. */
export type MarshalValue = SingletonValue | LeafValue | ItemsValue | RefValue | CodeValue
