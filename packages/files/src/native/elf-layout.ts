import { NativeError } from './native-error.ts'

const CLASS_64 = 2
export const BIG_ENDIAN = 2

/** How an ELF file writes numbers. */
export interface Layout {
  readonly is64: boolean
  readonly u16: (bytes: Buffer, offset: number) => number
  readonly u32: (bytes: Buffer, offset: number) => number
  /** A word of the file's class. */
  readonly word: (bytes: Buffer, offset: number) => number
}

/** Reads the class and byte order from a file's first bytes. @throws NativeError */
export function layoutOf(ident: Buffer): Layout {
  const [bits, order] = [ident[4], ident[5]]
  if ((bits !== 1 && bits !== 2) || (order !== 1 && order !== 2))
    throw new NativeError('its ELF header has an unknown class or byte order')
  const isBig = order === BIG_ENDIAN
  const is64 = bits === CLASS_64
  const u32 = (bytes: Buffer, at: number): number => (isBig ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at))
  const u64 = (bytes: Buffer, at: number): number =>
    Number(isBig ? bytes.readBigUInt64BE(at) : bytes.readBigUInt64LE(at))
  return {
    is64,
    u16: (bytes, at) => (isBig ? bytes.readUInt16BE(at) : bytes.readUInt16LE(at)),
    u32,
    word: is64 ? u64 : u32,
  }
}
