import { message } from '@exuvia/model'
import { BytecodeError } from './error.ts'
import { type MarshalValue, TYPE } from './types.ts'

/** Resolves a reference; returns any other value itself. */
export function resolve(value: MarshalValue): MarshalValue {
  return value.kind === 'ref' ? value.target : value
}

/** Whether the value (or what it refers to) is text; in 2.7 also a byte string, which is what its names are. */
export function isText(value: MarshalValue): boolean {
  switch (resolve(value).type) {
    case TYPE.shortAscii:
    case TYPE.shortAsciiInterned:
    case TYPE.ascii:
    case TYPE.asciiInterned:
    case TYPE.unicode:
    case TYPE.interned:
      return true
    default:
      return false
  }
}

/** Returns the elements of a tuple, list, set or dict, also by reference; none for another value. */
export function itemsOf(value: MarshalValue): readonly MarshalValue[] {
  const target = resolve(value)
  return target.kind === 'items' ? target.items : []
}

/** The payload of a number, string or bytes; empty for another value. Shares memory with the file. */
export function payloadOf(value: MarshalValue): Uint8Array {
  const target = resolve(value)
  return target.kind === 'leaf' ? target.data.subarray(target.start, target.end) : new Uint8Array()
}

/**
 * A text or byte string as a JavaScript string. Lone surrogates are kept (marshal writes UTF-8
 * with `surrogatepass`); byte strings of 2.7 that are not UTF-8 are read as Latin-1.
 */
export function textOf(value: MarshalValue): string {
  const target = resolve(value)
  const payload = payloadOf(target)
  switch (target.type) {
    case TYPE.shortAscii:
    case TYPE.shortAsciiInterned:
    case TYPE.ascii:
    case TYPE.asciiInterned:
      return latin1(payload)
    default:
      return utf8(payload) ?? latin1(payload)
  }
}

/** The first characters of a text (`most` or some more), however long it is: no more is decoded. */
export function beginningOf(value: MarshalValue, most: number): string {
  const target = resolve(value)
  if (target.kind !== 'leaf' || target.end - target.start <= 4 * most) return textOf(target)
  // A UTF-8 character has at most 4 bytes; skip a character that is cut.
  let end = target.start + 4 * most
  while (end > target.start && ((target.data[end] ?? 0) & 0xc0) === 0x80) end -= 1
  return textOf({ ...target, end })
}

/** An integer's value; exact whatever its size. @throws BytecodeError if it is not one */
export function integerOf(value: MarshalValue): bigint {
  const target = resolve(value)
  if (target.kind === 'leaf') {
    const { data, start } = target
    const view = new DataView(data.buffer, data.byteOffset + start, target.end - start)
    if (target.type === TYPE.int) return BigInt(view.getInt32(0, true))
    if (target.type === TYPE.int64) return view.getBigInt64(0, true)
    if (target.type === TYPE.long) {
      const count = view.getInt32(0, true)
      // In hexadecimal, because adding up shifted BigInts takes quadratic time.
      let bits = ''
      for (let i = Math.abs(count) - 1; i >= 0; i -= 1) {
        bits += view
          .getUint16(4 + 2 * i, true)
          .toString(2)
          .padStart(15, '0')
      }
      const magnitude = BigInt(`0b${bits === '' ? '0' : bits}`)
      return count < 0 ? -magnitude : magnitude
    }
  }
  throw new BytecodeError(message('bytecode-bad-value', { offset: 0, reason: 'expected an integer' }))
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Decodes UTF-8 and allows surrogates; undefined if invalid. */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return surrogatePass(bytes)
  }
}

function surrogatePass(bytes: Uint8Array): string | undefined {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at + 2 < bytes.length; at += 1) {
    const second = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xed || second < 0xa0 || second > 0xbf) continue
    const third = bytes[at + 2] ?? 0
    if ((third & 0xc0) !== 0x80) return undefined
    try {
      parts.push(strict.decode(bytes.subarray(from, at)))
    } catch {
      return undefined
    }
    parts.push(String.fromCharCode(0xd000 | ((second & 0x3f) << 6) | (third & 0x3f)))
    from = at + 3
    at += 2
  }
  if (from === 0) return undefined
  try {
    parts.push(strict.decode(bytes.subarray(from)))
  } catch {
    return undefined
  }
  return parts.join('')
}
