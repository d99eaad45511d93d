import { crc32 } from 'node:zlib'

/** 1980-01-01, the first day that a zip can name. */
const DATE = 0x21
const MODE = (0o100644 << 16) >>> 0

/** Makes a zip (APPNOTE 6.3) with one entry that is not compressed; always the same bytes. */
export function storedZip(name: string, bytes: Uint8Array): Buffer {
  const path = Buffer.from(name, 'ascii')
  // Version, flags, method, time, date, checksum, sizes, and the lengths of name and extra field.
  const common = Buffer.alloc(26)
  common.writeUInt16LE(20, 0)
  common.writeUInt16LE(DATE, 8)
  common.writeUInt32LE(crc32(bytes), 10)
  common.writeUInt32LE(bytes.length, 14)
  common.writeUInt32LE(bytes.length, 18)
  common.writeUInt16LE(path.length, 22)
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, bytes])
  const directory = Buffer.concat([Buffer.from('PK\x01\x02'), madeByUnix(), common, central(), path])
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(local.length, 16)
  return Buffer.concat([local, directory, end])
}

function madeByUnix(): Buffer {
  return Buffer.from([20, 3])
}

/** Comment's length, disk, internal attributes, external attributes, offset of the local header. */
function central(): Buffer {
  const fields = Buffer.alloc(14)
  fields.writeUInt32LE(MODE, 6)
  return fields
}
