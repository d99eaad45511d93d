import { type PycHeader, parseHeader } from './header.ts'
import { type Layout, layoutForMagic } from './layout.ts'
import { Reader } from './reader.ts'
import type { MarshalValue } from './types.ts'

/** A marshal stream: one value, and any bytes after it (which Python ignores). */
export interface MarshalFile {
  /** 16-bit magic number of the Python that wrote it; it determines the layout. */
  readonly magic: number
  readonly value: MarshalValue
  readonly trailing: Uint8Array
}

/** A .pyc file. */
export interface PycFile extends MarshalFile {
  readonly header: PycHeader
}

/**
 * Reads a .pyc or .pyo file: header and value, keeping all information,
 * so that `writePyc` gives the same bytes. The values share memory with `bytes`.
 *
 * @throws BytecodeError (see there for the codes), and what `parseHeader` throws
 */
export function readPyc(bytes: Uint8Array): PycFile {
  const header = parseHeader(bytes)
  return { header, ...read(bytes, header.length, layoutForMagic(header.magic)) }
}

/**
 * Reads a marshal stream without a header, as `marshal.dumps` of the Python with this magic writes it.
 *
 * @throws BytecodeError (see there for the codes)
 */
export function readMarshal(bytes: Uint8Array, options: { readonly magic: number }): MarshalFile {
  return read(bytes, 0, layoutForMagic(options.magic))
}

function read(bytes: Uint8Array, offset: number, layout: Layout): MarshalFile {
  const reader = new Reader(bytes, offset, layout)
  const value = reader.object()
  return { magic: layout.magic, value, trailing: bytes.subarray(reader.at) }
}
