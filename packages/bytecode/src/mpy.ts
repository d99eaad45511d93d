import { refusal } from '@exuvia/model'
import { BytecodeError } from './error.ts'

/** `MP_NATIVE_ARCH_*` of MicroPython's `py/persistentcode.h`, by number. */
const ARCHITECTURES = [
  undefined,
  'x86',
  'x64',
  'armv6',
  'armv6m',
  'armv7m',
  'armv7em',
  'armv7emsp',
  'armv7emdp',
  'xtensa',
  'xtensawin',
  'rv32imc',
  'rv64imc',
] as const

export type MpyArchitecture = Exclude<(typeof ARCHITECTURES)[number], undefined>

/** The beginning of a .mpy file, versions 5 and 6. */
export interface MpyHeader {
  readonly version: 5 | 6
  /** 0 to 3: matters to files with native code only; undefined in version 5, which has none. */
  readonly subVersion: number | undefined
  /** Of the native code; undefined for files of bytecode only, which run on any chip. */
  readonly architecture: MpyArchitecture | undefined
  /** Extensions of the architecture that the code needs (6.3); 0 for none. */
  readonly architectureFlags: number
  /** Version 5: whether the bytecode has a cache in its map lookups, and whether strings are Unicode. */
  readonly features: { readonly mapCache: boolean; readonly unicode: boolean } | undefined
  /** The small integers of the interpreter must have this many bits at the least. */
  readonly smallIntBits: number
  /** Version 6; undefined in version 5, whose names are spread over the file. */
  readonly qstrCount: number | undefined
  /** Constant objects; version 6. */
  readonly objectCount: number | undefined
  /** The names that the file itself writes (not those built into MicroPython), in its order; version 6. */
  readonly qstrs: readonly string[] | undefined
}

/**
 * Reads the header and names of a .mpy file, version 5 or 6.0 to 6.3
 * (MicroPython's docs/reference/mpyfiles.rst and py/persistentcode.c).
 *
 * @throws refusal `not-mpy`; BytecodeError `bytecode-unsupported`, `bytecode-truncated`, `bytecode-bad-value`
 */
export function parseMpy(bytes: Uint8Array): MpyHeader {
  if (bytes[0] !== 0x4d) throw refusal('not-mpy', 'not a .mpy file: it does not begin with "M"')
  const cursor = new Cursor(bytes)
  const version = cursor.byte()
  if (version !== 5 && version !== 6) {
    throw new BytecodeError('bytecode-unsupported', 1, `.mpy version ${version} is not read, only 5 and 6`)
  }
  const feature = cursor.byte()
  const smallIntBits = cursor.byte()
  const arch = version === 5 ? feature >> 2 : (feature >> 2) & 0x0f
  const architecture = ARCHITECTURES[arch]
  if (arch !== 0 && architecture === undefined) {
    throw new BytecodeError('bytecode-bad-value', 2, `native architecture ${arch} is not known`)
  }
  if (version === 5) {
    return {
      version,
      subVersion: undefined,
      architecture,
      architectureFlags: 0,
      features: { mapCache: (feature & 1) !== 0, unicode: (feature & 2) !== 0 },
      smallIntBits,
      qstrCount: undefined,
      objectCount: undefined,
      qstrs: undefined,
    }
  }
  // Bit 6 of the feature byte (6.3): a number with the architecture's extensions follows.
  const architectureFlags = (feature & 0x40) === 0 ? 0 : cursor.number()
  const qstrCount = cursor.number()
  const objectCount = cursor.number()
  const qstrs: string[] = []
  for (let i = 0; i < qstrCount; i += 1) {
    const length = cursor.number()
    // The lowest bit says that the rest is the number of a name built into MicroPython.
    if ((length & 1) === 0) qstrs.push(cursor.text(length >>> 1))
  }
  return {
    version,
    subVersion: feature & 3,
    architecture,
    architectureFlags,
    features: undefined,
    smallIntBits,
    qstrCount,
    objectCount,
    qstrs,
  }
}

class Cursor {
  private at = 1
  private readonly bytes: Uint8Array

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  byte(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw this.truncated(1)
    this.at += 1
    return byte
  }

  /** A vuint: 7 bits a byte, the highest first; bit 7 says that more follow. */
  number(): number {
    const start = this.at
    let value = 0
    for (;;) {
      const byte = this.byte()
      value = value * 128 + (byte & 0x7f)
      if (value > 0x7fffffff) throw new BytecodeError('bytecode-bad-value', start, 'a number above 2**31')
      if (byte < 0x80) return value
    }
  }

  /** Text of `length` bytes and a zero byte behind it. */
  text(length: number): string {
    if (this.at + length + 1 > this.bytes.length) throw this.truncated(length + 1)
    const text = Buffer.from(this.bytes.subarray(this.at, this.at + length)).toString('utf8')
    this.at += length + 1
    return text
  }

  private truncated(wanted: number): BytecodeError {
    const left = Math.max(0, this.bytes.length - this.at)
    return new BytecodeError(
      'bytecode-truncated',
      this.at,
      `${wanted} bytes are needed, and ${left} are left`,
    )
  }
}
