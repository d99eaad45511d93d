import { shown, utf8Name } from './names.ts'

/** What is wrong with a zip archive; the reader adds the file and the place. */
export class ZipFormatError extends Error {}

/** Signatures of zip's records (APPNOTE 6.3.10), little-endian. */
export const SIGNATURE = {
  local: 0x04034b50,
  central: 0x02014b50,
  descriptor: 0x08074b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const

export const END_SIZE = 22
/** The end record's signature in bytes. */
export const END_MARK = Buffer.from('PK\u0005\u0006', 'latin1')
export const LOCATOR_SIZE = 20
export const END64_SIZE = 56
export const CENTRAL_SIZE = 46
export const LOCAL_SIZE = 30

/** The value of a 16-bit or 32-bit field that means "see the zip64 field". */
const SEE_64 = 0xffffffff
const SEE_64_SHORT = 0xffff
/** Extra fields: zip64 sizes, and Info-ZIP's second name (4.6.9). */
const ZIP64 = 0x0001
const UNICODE_PATH = 0x7075

/** General purpose flags (4.4.4). */
export const FLAG = {
  encrypted: 0x0001,
  descriptor: 0x0008,
  /** Python's zipfile does not read patch data; other tools ignore the flag. */
  patched: 0x0020,
  strong: 0x0040,
  utf8: 0x0800,
  masked: 0x2000,
}
/** The flags that change how an entry is read: both headers must have the same. */
const READING_FLAGS = FLAG.encrypted | FLAG.descriptor | FLAG.strong | FLAG.utf8 | FLAG.masked

/** The content of the end records. Offsets are from the start of the file. */
export interface ZipEnd {
  readonly entries: number
  readonly directorySize: number
  readonly directoryOffset: number
}

/** An entry as the central directory describes it. */
export interface ZipRecord {
  readonly path: string
  readonly rawName: Buffer
  readonly flags: number
  /** 0 stored, 8 deflated. */
  readonly method: number
  readonly crc32: number
  /** Bytes in the archive. */
  readonly packedSize: number
  /** Bytes, unpacked. */
  readonly size: number
  /** Where its local header begins. */
  readonly offset: number
  /** Unix mode with the file's kind, 0 if the archive has none. */
  readonly unixMode: number
  /** Seconds since 1970; the archive's wall clock read as UTC. */
  readonly mtime: number
}

/** Decodes the end record. @throws ZipFormatError */
export function decodeEnd(record: Buffer): ZipEnd {
  if (record.readUInt16LE(4) !== 0 || record.readUInt16LE(6) !== 0)
    throw new ZipFormatError('it is one of several volumes')
  const entries = record.readUInt16LE(10)
  if (record.readUInt16LE(8) !== entries) throw new ZipFormatError('it is one of several volumes')
  return { entries, directorySize: record.readUInt32LE(12), directoryOffset: record.readUInt32LE(16) }
}

/** Reads where the zip64 end record begins from its locator. @throws ZipFormatError */
export function decodeLocator64(locator: Buffer): number {
  if (locator.readUInt32LE(4) !== 0 || locator.readUInt32LE(16) !== 1)
    throw new ZipFormatError('it is one of several volumes')
  return long(locator, 8)
}

/**
 * Decodes the zip64 end record and compares it with the end record, whose fields must be equal
 * or mean "see zip64".
 * @throws ZipFormatError
 */
export function decodeEnd64(record: Buffer, end: ZipEnd): ZipEnd {
  if (record.readUInt32LE(0) !== SIGNATURE.end64 || long(record, 4) !== END64_SIZE - 12)
    throw new ZipFormatError('its zip64 record is malformed')
  if (record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0)
    throw new ZipFormatError('it is one of several volumes')
  const full = {
    entries: long(record, 32),
    directorySize: long(record, 40),
    directoryOffset: long(record, 48),
  }
  const same =
    long(record, 24) === full.entries &&
    (end.entries === full.entries || end.entries === SEE_64_SHORT) &&
    (end.directorySize === full.directorySize || end.directorySize === SEE_64) &&
    (end.directoryOffset === full.directoryOffset || end.directoryOffset === SEE_64)
  if (!same) throw new ZipFormatError('its end and its zip64 end differ')
  return full
}

/**
 * Decodes one record of the central directory.
 * @returns the record and where the next one begins
 * @throws ZipFormatError
 */
export function decodeCentral(
  bytes: Buffer,
  at: number,
): { readonly record: ZipRecord; readonly next: number } {
  if (at + CENTRAL_SIZE > bytes.length || bytes.readUInt32LE(at) !== SIGNATURE.central)
    throw new ZipFormatError('its directory has fewer entries than its end says')
  const nameEnd = at + CENTRAL_SIZE + bytes.readUInt16LE(at + 28)
  const extraEnd = nameEnd + bytes.readUInt16LE(at + 30)
  const next = extraEnd + bytes.readUInt16LE(at + 32)
  if (next > bytes.length) throw new ZipFormatError('its directory is cut off')
  const rawName = bytes.subarray(at + CENTRAL_SIZE, nameEnd)
  const flags = bytes.readUInt16LE(at + 8)
  const path = decodeName(rawName, flags)
  const zip64 = zip64Field(bytes.subarray(nameEnd, extraEnd), path)
  const wide = wideFields(zip64, path)
  const size = wide.next(bytes.readUInt32LE(at + 24))
  const packedSize = wide.next(bytes.readUInt32LE(at + 20))
  const offset = wide.next(bytes.readUInt32LE(at + 42))
  wide.end()
  if (bytes.readUInt16LE(at + 34) !== 0) throw new ZipFormatError('it is one of several volumes')
  const record = {
    path,
    rawName,
    flags,
    method: bytes.readUInt16LE(at + 10),
    crc32: bytes.readUInt32LE(at + 16),
    packedSize,
    size,
    offset,
    // Host systems 3 (Unix) and 19 (macOS) keep a mode in the upper half.
    unixMode: [3, 19].includes(bytes[at + 5] ?? 0) ? bytes.readUInt16LE(at + 40) : 0,
    mtime: dosTime(bytes.readUInt16LE(at + 12), bytes.readUInt16LE(at + 14)),
  }
  return { record, next }
}

/** Returns the length of a local header with its name and extra fields. */
export function localLength(fixed: Buffer): number {
  return LOCAL_SIZE + fixed.readUInt16LE(26) + fixed.readUInt16LE(28)
}

/**
 * Compares a local header with the directory: tools that read from the front use the header,
 * others the directory.
 * @throws ZipFormatError
 */
export function checkLocal(local: Buffer, record: ZipRecord): void {
  const twoWays = (what: string): ZipFormatError => new ZipFormatError(`its ${what} is described in two ways`)
  const nameEnd = LOCAL_SIZE + local.readUInt16LE(26)
  const flags = local.readUInt16LE(6)
  if (!local.subarray(LOCAL_SIZE, nameEnd).equals(record.rawName)) throw twoWays('name')
  if ((flags & READING_FLAGS) !== (record.flags & READING_FLAGS)) throw twoWays('encoding')
  if (local.readUInt16LE(8) !== record.method) throw twoWays('compression')
  const zip64 = zip64Field(local.subarray(nameEnd), record.path)
  // 4.5.3: a local zip64 field contains both sizes, even if only one needs it.
  if (zip64 !== undefined && zip64.length !== 16) throw new ZipFormatError('its zip64 field is malformed')
  const size = localSize(local.readUInt32LE(22), zip64, 0)
  const packedSize = localSize(local.readUInt32LE(18), zip64, 8)
  const crc = local.readUInt32LE(14)
  // With a descriptor after the data, zeros here mean "see there" (4.4.4, bit 3).
  const mayBeZero = (flags & FLAG.descriptor) !== 0
  const fits = (here: number, there: number): boolean => here === there || (mayBeZero && here === 0)
  if (!fits(crc, record.crc32)) throw twoWays('checksum')
  if (!fits(size, record.size) || !fits(packedSize, record.packedSize)) throw twoWays('size')
}

/**
 * Whether the bytes between an entry's data and what follows are its data descriptor (4.3.9):
 * with or without signature, sizes of 32 or 64 bits.
 */
export function isDescriptor(bytes: Buffer, record: ZipRecord): boolean {
  const signed = bytes.length === 16 || bytes.length === 24
  if (signed && bytes.readUInt32LE(0) !== SIGNATURE.descriptor) return false
  const body = signed ? bytes.subarray(4) : bytes
  if (body.length !== 12 && body.length !== 20) return false
  if (body.readUInt32LE(0) !== record.crc32) return false
  return body.length === 12
    ? body.readUInt32LE(4) === record.packedSize && body.readUInt32LE(8) === record.size
    : long(body, 4) === record.packedSize && long(body, 12) === record.size
}

function decodeName(raw: Buffer, flags: number): string {
  const isAscii = raw.every((byte) => byte < 0x80)
  if (!isAscii && (flags & FLAG.utf8) === 0)
    throw new ZipFormatError('a name in it is neither ASCII nor marked as UTF-8')
  const name = utf8Name(raw)
  if (name === undefined) throw new ZipFormatError('a name in it is not UTF-8')
  return name
}

/** Finds the zip64 field among an entry's extra fields. */
function zip64Field(extra: Buffer, path: string): Buffer | undefined {
  let found: Buffer | undefined
  let at = 0
  while (at + 4 <= extra.length) {
    const id = extra.readUInt16LE(at)
    const end = at + 4 + extra.readUInt16LE(at + 2)
    if (end > extra.length) throw new ZipFormatError(`the extra fields of "${shown(path)}" are cut off`)
    if (id === UNICODE_PATH)
      throw new ZipFormatError(`"${shown(path)}" has a second name (extra field 0x7075)`)
    if (id === ZIP64 && found !== undefined) throw new ZipFormatError(`"${shown(path)}" has two zip64 fields`)
    if (id === ZIP64) found = extra.subarray(at + 4, end)
    at = end
  }
  // Programs that align data pad with zeros, too few for another field.
  if (extra.subarray(at).some((byte) => byte !== 0))
    throw new ZipFormatError(`the extra fields of "${shown(path)}" are malformed`)
  return found
}

/** Takes the values of a zip64 field in the order of the fields that require one (4.5.3). */
function wideFields(
  field: Buffer | undefined,
  path: string,
): { readonly next: (narrow: number) => number; readonly end: () => void } {
  let at = 0
  return {
    next(narrow) {
      if (narrow !== SEE_64) return narrow
      // Exactly 4 GiB minus one, from a program that does not support zip64.
      if (field === undefined) return narrow
      if (at + 8 > field.length) throw new ZipFormatError(`the zip64 field of "${shown(path)}" is cut off`)
      at += 8
      return long(field, at - 8)
    },
    end() {
      if (field !== undefined && at !== field.length)
        throw new ZipFormatError(`the zip64 field of "${shown(path)}" contains more than it needs`)
    },
  }
}

function localSize(narrow: number, zip64: Buffer | undefined, at: number): number {
  return narrow === SEE_64 && zip64 !== undefined ? long(zip64, at) : narrow
}

/** @throws ZipFormatError for values above JavaScript's safe integers */
function long(bytes: Buffer, at: number): number {
  const value = Number(bytes.readBigUInt64LE(at))
  if (!Number.isSafeInteger(value)) throw new ZipFormatError('a size in it is out of range')
  return value
}

function dosTime(time: number, date: number): number {
  const utc = Date.UTC(
    1980 + (date >>> 9),
    ((date >>> 5) & 15) - 1,
    date & 31,
    time >>> 11,
    (time >>> 5) & 63,
    (time & 31) * 2,
  )
  return Math.floor(utc / 1000)
}
