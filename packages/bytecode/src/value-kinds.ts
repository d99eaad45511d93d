import { TYPE } from './types.ts'

export function isSingleton(type: number): boolean {
  return (
    type === TYPE.none ||
    type === TYPE.true ||
    type === TYPE.false ||
    type === TYPE.ellipsis ||
    type === TYPE.stopIteration
  )
}

export function isContainer(type: number): boolean {
  switch (type) {
    case TYPE.tuple:
    case TYPE.smallTuple:
    case TYPE.list:
    case TYPE.dict:
    case TYPE.frozenDict:
    case TYPE.set:
    case TYPE.frozenSet:
    case TYPE.slice:
    case TYPE.code:
      return true
    default:
      return false
  }
}

export function isNumber(type: number): boolean {
  switch (type) {
    case TYPE.int:
    case TYPE.int64:
    case TYPE.long:
    case TYPE.float:
    case TYPE.complex:
    case TYPE.true:
    case TYPE.false:
      return true
    default:
      return false
  }
}

/** Constants that Python interns: ASCII letters, digits and underscores only (`all_name_chars`). */
export function isIdentifier(data: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) {
    const byte = data[i] as number
    const letter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a
    if (!letter && byte !== 0x5f && (byte < 0x30 || byte > 0x39)) return false
  }
  return true
}

/** FNV-1a. */
export function hashBytes(type: number, data: Uint8Array, start: number, end: number): number {
  let hash = 0x811c9dc5 ^ type
  for (let i = start; i < end; i += 1) hash = Math.imul(hash ^ (data[i] as number), 0x01000193)
  return hash ^ (hash >>> 15)
}

export function hashItems(type: number, items: readonly number[]): number {
  let hash = 0x811c9dc5 ^ type
  for (const item of items) hash = Math.imul(hash ^ item, 0x01000193) ^ (hash >>> 13)
  return hash ^ (hash >>> 15)
}
