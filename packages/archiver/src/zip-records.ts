/** The records of a zip archive (PKWARE APPNOTE 6.3), as Exuvia writes them. */

/** What is known of an entry after its bytes are written. */
export interface ZipMember {
  readonly name: Buffer
  /** Permission bits and type, as `st_mode`. */
  readonly mode: number
  readonly crc: number
  /** Bytes. */
  readonly size: number
  readonly packedSize: number
  /** Where its local header begins. */
  readonly offset: number
  /** Whether it is compressed, with its sizes behind its bytes. */
  readonly isPacked: boolean
  readonly zip64: boolean
}

/** Date and time of every entry, as MS-DOS stores them. */
export interface DosTime {
  readonly date: number
  readonly time: number
}

/** The first value that a 32-bit field cannot hold, because it refers to a zip64 record. */
export const ZIP64_FROM = 0xffffffff
const ENTRIES_MAX = 0xffff
const UTF8 = 0x0800
const DESCRIPTOR = 0x0008
const DEFLATE = 8
/** Made by Unix, so that the high half of the external attributes is a mode; version 6.3. */
const MADE_BY = (3 << 8) | 63

/** The MS-DOS time of a Unix time, in UTC; zip knows 1980 to 2107, in steps of two seconds. */
export function dosTime(seconds: number): DosTime {
  const earliest = Date.UTC(1980, 0, 1)
  const latest = Date.UTC(2107, 11, 31, 23, 59, 58)
  const clock = new Date(Math.min(Math.max(seconds * 1000, earliest), latest))
  return {
    date: ((clock.getUTCFullYear() - 1980) << 9) | ((clock.getUTCMonth() + 1) << 5) | clock.getUTCDate(),
    time: (clock.getUTCHours() << 11) | (clock.getUTCMinutes() << 5) | (clock.getUTCSeconds() >> 1),
  }
}

/** 4.3.7, in front of an entry's bytes, when its checksum and sizes are not known yet. */
export function localHeader(
  { name, isPacked, zip64 }: Pick<ZipMember, 'name' | 'isPacked' | 'zip64'>,
  at: DosTime,
): Buffer {
  const header = Buffer.alloc(30)
  header.write('PK\x03\x04', 'latin1')
  writeCommon(header, 4, isPacked, zip64, at)
  header.writeUInt16LE(name.length, 26)
  return Buffer.concat([header, name])
}

/** 4.3.9, behind the bytes of a compressed entry. */
export function dataDescriptor({ crc, size, packedSize, zip64 }: ZipMember): Buffer {
  const descriptor = Buffer.alloc(zip64 ? 24 : 16)
  descriptor.write('PK\x07\x08', 'latin1')
  descriptor.writeUInt32LE(crc, 4)
  if (zip64) {
    descriptor.writeBigUInt64LE(BigInt(packedSize), 8)
    descriptor.writeBigUInt64LE(BigInt(size), 16)
  } else {
    descriptor.writeUInt32LE(packedSize, 8)
    descriptor.writeUInt32LE(size, 12)
  }
  return descriptor
}

/** 4.3.12, an entry of the directory. */
export function centralHeader(member: ZipMember, at: DosTime): Buffer {
  const { name, mode, crc, size, packedSize, offset, isPacked } = member
  const zip64 = member.zip64 || offset >= ZIP64_FROM
  const extra = zip64 ? zip64Extra([size, packedSize, offset]) : Buffer.alloc(0)
  const header = Buffer.alloc(46)
  header.write('PK\x01\x02', 'latin1')
  header.writeUInt16LE(MADE_BY, 4)
  writeCommon(header, 6, isPacked, zip64, at)
  header.writeUInt32LE(crc, 16)
  header.writeUInt32LE(zip64 ? ZIP64_FROM : packedSize, 20)
  header.writeUInt32LE(zip64 ? ZIP64_FROM : size, 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt32LE((mode << 16) >>> 0, 38)
  header.writeUInt32LE(zip64 ? ZIP64_FROM : offset, 42)
  return Buffer.concat([header, name, extra])
}

/** 4.3.14 to 4.3.16: the end of the archive, with zip64 records if a number needs them. */
export function endRecords(entries: number, size: number, offset: number, force: boolean): Buffer {
  const zip64 = force || entries >= ENTRIES_MAX || size >= ZIP64_FROM || offset >= ZIP64_FROM
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(zip64 ? ENTRIES_MAX : entries, 8)
  end.writeUInt16LE(zip64 ? ENTRIES_MAX : entries, 10)
  end.writeUInt32LE(zip64 ? ZIP64_FROM : size, 12)
  end.writeUInt32LE(zip64 ? ZIP64_FROM : offset, 16)
  return zip64 ? Buffer.concat([zip64End(entries, size, offset), end]) : end
}

/** Version needed, flags, method and time; checksum and sizes stay 0. */
function writeCommon(header: Buffer, start: number, isPacked: boolean, zip64: boolean, at: DosTime): void {
  header.writeUInt16LE(zip64 ? 45 : 20, start)
  header.writeUInt16LE(isPacked ? UTF8 | DESCRIPTOR : UTF8, start + 2)
  header.writeUInt16LE(isPacked ? DEFLATE : 0, start + 4)
  header.writeUInt16LE(at.time, start + 6)
  header.writeUInt16LE(at.date, start + 8)
}

/** 4.5.3. */
function zip64Extra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + 8 * values.length)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(8 * values.length, 2)
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + 8 * index)
  return extra
}

function zip64End(entries: number, size: number, offset: number): Buffer {
  const record = Buffer.alloc(56 + 20)
  record.write('PK\x06\x06', 'latin1')
  record.writeBigUInt64LE(44n, 4)
  record.writeUInt16LE(MADE_BY, 12)
  record.writeUInt16LE(45, 14)
  record.writeBigUInt64LE(BigInt(entries), 24)
  record.writeBigUInt64LE(BigInt(entries), 32)
  record.writeBigUInt64LE(BigInt(size), 40)
  record.writeBigUInt64LE(BigInt(offset), 48)
  record.write('PK\x06\x07', 56, 'latin1')
  record.writeBigUInt64LE(BigInt(offset + size), 64)
  record.writeUInt32LE(1, 72)
  return record
}
