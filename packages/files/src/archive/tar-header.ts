import { shown, utf8Name } from './names.ts'

/** A tar header's own fields, before extended headers apply. */
export interface TarHeader {
  readonly name: string
  readonly mode: number
  readonly size: number
  readonly mtime: number
  /** Type flag: `0` file, NUL file or folder, `5` folder, `x` extended header, … */
  readonly type: string
  readonly link: string
}

/** What is wrong with a tar archive; the reader adds the file and the place. */
export class TarFormatError extends Error {}

export const BLOCK = 512

/** The type flag NUL: a file in archives from before ustar. */
export const OLD_FILE = '\0'

/** `ustar` and NUL: POSIX. GNU writes two blanks behind it, and stores other fields in the place of POSIX's name prefix. */
const POSIX_MAGIC = Buffer.from('ustar\0')
const MAGIC_OFFSET = 257
const PREFIX = { offset: 345, length: 155 }

/** Numbers that Exuvia does not use. At a malformed one Python's tarfile ends the archive. */
const OTHER_NUMBERS: readonly (readonly [offset: number, length: number, what: string])[] = [
  [108, 8, 'owner'],
  [116, 8, 'group'],
  [329, 8, 'device number'],
  [337, 8, 'device number'],
]

/**
 * Decodes a header block (IEEE 1003.1 ustar, GNU's variant with binary numbers, and the
 * older form without a magic).
 * @throws TarFormatError
 */
export function decodeHeader(block: Uint8Array): TarHeader {
  const stored = octal(block, 148, 8, 'checksum')
  const sum = checksumOf(block)
  if (sum !== stored) throw new TarFormatError(`its header's checksum is ${stored}; expected ${sum}`)
  for (const [offset, length, what] of OTHER_NUMBERS) signed(block, offset, length, what)
  const prefix = prefixOf(block)
  const name = text(block, 0, 100)
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    mode: number(block, 100, 8, 'mode'),
    size: number(block, 124, 12, 'size'),
    mtime: signed(block, 136, 12, 'time'),
    type: String.fromCharCode(block[156] ?? 0),
    link: text(block, 157, 100),
  }
}

/** The sum of the bytes, in which blanks stand for the checksum itself. A hostile archive has 100,000 headers. */
function checksumOf(block: Uint8Array): number {
  let sum = 8 * 0x20
  for (let at = 0; at < block.length; at += 1) if (at < 148 || at >= 156) sum += block[at] ?? 0
  return sum
}

/** Reads the prefix. Python's tarfile and others put it before any name, whatever the magic number. */
function prefixOf(block: Uint8Array): string {
  const isPosix = POSIX_MAGIC.every((byte, index) => block[MAGIC_OFFSET + index] === byte)
  if (isPosix) return text(block, PREFIX.offset, PREFIX.length)
  // GNU tar stores a sparse file's map there; such files are refused by their type.
  const isSparse = block[156] === 0x53
  if (!isSparse && !isZero(block.subarray(PREFIX.offset, PREFIX.offset + PREFIX.length)))
    throw new TarFormatError('it has a name prefix, but no ustar header')
  return ''
}

/** Whether all bytes are zero; two such blocks end an archive. */
export function isZero(bytes: Uint8Array): boolean {
  // Most blocks are headers, and begin with a name.
  if (bytes.length > 0 && bytes[0] !== 0) return false
  for (let at = 0; at < bytes.length; at += ZEROS.length) {
    const part = bytes.subarray(at, at + ZEROS.length)
    if (ZEROS.compare(part, 0, part.length, 0, part.length) !== 0) return false
  }
  return true
}

/** Zeros to compare with: a loop over bytes takes a minute for gigabytes of padding. */
const ZEROS = Buffer.alloc(64 * 1024)

/**
 * Reads the records of a pax extended header: `30 mtime=1350244992.023960108\n`.
 * It refuses what two readers could read differently (CVE-2025-62518 and similar).
 * @throws TarFormatError
 */
export function decodePax(bytes: Uint8Array): Map<string, string> {
  const records = new Map<string, string>()
  for (let start = 0; start < bytes.length;) {
    const space = bytes.indexOf(0x20, start)
    const digits = space < 0 ? '' : Buffer.from(bytes.subarray(start, space)).toString('latin1')
    const length = /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : 0
    const end = start + length
    if (length === 0 || end > bytes.length || bytes[end - 1] !== 0x0a || end - 1 <= space) {
      throw new TarFormatError('its extended header (pax) is malformed')
    }
    const record = utf8(bytes.subarray(space + 1, end - 1))
    const equals = record.indexOf('=')
    if (equals < 1) throw new TarFormatError('its extended header (pax) is malformed')
    const key = record.slice(0, equals)
    if (records.has(key)) throw new TarFormatError(`its extended header (pax) has "${shown(key)}" twice`)
    records.set(key, record.slice(equals + 1))
    start = end
  }
  return records
}

/** Decodes UTF-8 and refuses anything else, because another reading of the same bytes is another path. */
export function utf8(bytes: Uint8Array): string {
  const name = utf8Name(bytes)
  if (name === undefined) throw new TarFormatError('a name in it is not UTF-8')
  return name
}

function text(block: Uint8Array, offset: number, length: number): string {
  if (block[offset] === 0) return ''
  const field = block.subarray(offset, offset + length)
  const end = field.indexOf(0)
  return utf8(end < 0 ? field : field.subarray(0, end))
}

/** Reads octal digits, or GNU's base-256 with the first bit set. */
function number(block: Uint8Array, offset: number, length: number, what: string): number {
  const value = signed(block, offset, length, what)
  if (value < 0) throw new TarFormatError(`its ${what} is negative`)
  return value
}

/** Reads a number that may be negative in base-256 (two's complement): a time before 1970, the owner -2. */
function signed(block: Uint8Array, offset: number, length: number, what: string): number {
  const first = block[offset] ?? 0
  if ((first & 0x80) === 0) return octal(block, offset, length, what)
  if (first !== 0x80 && first !== 0xff) throw new TarFormatError(`its ${what} is out of range`)
  let value = first === 0x80 ? 0 : -1
  for (const byte of block.subarray(offset + 1, offset + length)) value = value * 256 + byte
  if (!Number.isSafeInteger(value)) throw new TarFormatError(`its ${what} is out of range`)
  return value
}

/** Reads blanks, octal digits, then blanks or NULs. */
function octal(block: Uint8Array, offset: number, length: number, what: string): number {
  const end = offset + length
  let at = offset
  while (at < end && block[at] === 0x20) at += 1
  let value = 0
  for (; at < end; at += 1) {
    const digit = (block[at] ?? 0) - 0x30
    if (digit < 0 || digit > 7) break
    value = value * 8 + digit
  }
  for (; at < end; at += 1)
    if (block[at] !== 0x20 && block[at] !== 0) throw new TarFormatError(`its ${what} is not a number`)
  return value
}
