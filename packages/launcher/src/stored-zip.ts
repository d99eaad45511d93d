import { crc32 } from 'node:zlib'

/** 1980-01-01, the first day that a zip can name. */
const DATE = 0x21
const MODE = (0o100644 << 16) >>> 0

/** Makes a zip (APPNOTE 6.3) whose entries are not compressed; always the same bytes. */
export function storedZip(entries: readonly { readonly name: string; readonly bytes: Uint8Array }[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, bytes } of entries) {
    const path = Buffer.from(name, 'ascii')
    const common = commonFields(path, bytes)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, bytes])
    locals.push(local)
    directory.push(Buffer.from('PK\x01\x02'), madeByUnix(), common, central(offset), path)
    offset += local.length
  }
  const names = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(names.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, names, end])
}

/** Version, flags, method, time, date, checksum, sizes, and the lengths of name and extra field. */
function commonFields(path: Buffer, bytes: Uint8Array): Buffer {
  const fields = Buffer.alloc(26)
  fields.writeUInt16LE(20, 0)
  fields.writeUInt16LE(DATE, 8)
  fields.writeUInt32LE(crc32(bytes), 10)
  fields.writeUInt32LE(bytes.length, 14)
  fields.writeUInt32LE(bytes.length, 18)
  fields.writeUInt16LE(path.length, 22)
  return fields
}

function madeByUnix(): Buffer {
  return Buffer.from([20, 3])
}

/** Comment's length, disk, internal attributes, external attributes, offset of the local header. */
function central(offset: number): Buffer {
  const fields = Buffer.alloc(14)
  fields.writeUInt32LE(MODE, 6)
  fields.writeUInt32LE(offset, 10)
  return fields
}
