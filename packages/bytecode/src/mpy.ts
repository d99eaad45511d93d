import { refusal, message } from '@exuvia/model'
import { BytecodeError } from './error.ts'
import { cutPath } from '@exuvia/packaging'
import { type OutsidePath, isOutside, pathsIn } from './outside-paths.ts'

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
  /** 0 to 3: relevant for files with native code only; undefined in version 5, which does not have it. */
  readonly subVersion: number | undefined
  /** The architecture of the native code; undefined for files of bytecode only, which run on any chip. */
  readonly architecture: MpyArchitecture | undefined
  /** Extensions of the architecture that the code requires (6.3); 0 for none. */
  readonly architectureFlags: number
  /** Version 5: whether map lookups in the bytecode have a cache, and whether strings are Unicode. */
  readonly features: { readonly mapCache: boolean; readonly unicode: boolean } | undefined
  /** Minimum bits of the interpreter's small integers. */
  readonly smallIntBits: number
  /** Version 6; undefined in version 5, where the names are spread over the file. */
  readonly qstrCount: number | undefined
  /** Constant objects; version 6. */
  readonly objectCount: number | undefined
  /** The names that the file contains (not those built into MicroPython), in its order; version 6. */
  readonly qstrs: readonly string[] | undefined
  /** Texts among the constant objects, in the file's order, once each; version 6. */
  readonly strings: readonly string[] | undefined
  /** Paths that lead out of the project: the source's own name, and those in texts; version 6. */
  readonly outsidePaths: readonly OutsidePath[] | undefined
  /** Sizes in bytes, which add up to the file's size. In version 5 everything except the header is `code`. */
  readonly sizes: {
    readonly header: number
    readonly names: number
    readonly constants: number
    /** Bytecode or machine code, with its line tables and relocations. */
    readonly code: number
  }
  /** The MicroPythons that load it, in words. */
  readonly loadableBy: string
}

/**
 * Reads the header, names and constants of a .mpy file, version 5 or 6.0 to 6.3
 * (MicroPython's docs/reference/mpyfiles.rst and py/persistentcode.c).
 *
 * @throws refusal `not-mpy`; BytecodeError `bytecode-unsupported`, `bytecode-truncated`, `bytecode-bad-value`
 */
export function parseMpy(bytes: Uint8Array): MpyHeader {
  if (bytes[0] !== 0x4d) throw refusal('not-mpy')
  const cursor = new Cursor(bytes)
  const version = cursor.byte()
  if (version !== 5 && version !== 6) {
    throw new BytecodeError(
      message('bytecode-unsupported', {
        offset: 1,
        reason: `it has .mpy version ${version}, and Exuvia reads 5 and 6`,
      }),
    )
  }
  const feature = cursor.byte()
  const smallIntBits = cursor.byte()
  // Bit 6 is not part of it (`MPY_FEATURE_DECODE_ARCH`).
  const arch = version === 5 ? feature >> 2 : (feature >> 2) & 0x2f
  const architecture = ARCHITECTURES[arch]
  if (arch !== 0 && architecture === undefined) {
    throw new BytecodeError(
      message('bytecode-bad-value', { offset: 2, reason: `unknown native architecture ${arch}` }),
    )
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
      strings: undefined,
      outsidePaths: undefined,
      sizes: { header: cursor.at, names: 0, constants: 0, code: bytes.length - cursor.at },
      loadableBy: loadableMpy(5, 0, architecture, 0),
    }
  }
  // Bit 6 of the feature byte (6.3): a number with the architecture's extensions follows.
  const subVersion = feature & 3
  const architectureFlags = (feature & 0x40) === 0 ? 0 : cursor.number()
  const qstrCount = cursor.number()
  const objectCount = cursor.number()
  const header = cursor.at
  const qstrs: string[] = []
  for (let i = 0; i < qstrCount; i += 1) {
    const length = cursor.number()
    // The lowest bit says that the rest is the number of a name built into MicroPython.
    if ((length & 1) === 0) qstrs.push(cursor.text(length >>> 1))
  }
  const names = cursor.at - header
  const strings = new Set<string>()
  for (let i = 0; i < objectCount; i += 1) readObject(cursor, strings, 0)
  const constants = cursor.at - header - names
  return {
    version,
    subVersion,
    architecture,
    architectureFlags,
    features: undefined,
    smallIntBits,
    qstrCount,
    objectCount,
    qstrs,
    strings: [...strings],
    outsidePaths: outsidePaths(qstrs, strings),
    sizes: { header, names, constants, code: bytes.length - cursor.at },
    loadableBy: loadableMpy(6, subVersion, architecture, architectureFlags),
  }
}

/** `MP_PERSISTENT_OBJ_*`: types from `str` on have a length and that many bytes; earlier ones have only a type. */
const OBJECT = { str: 5, bytes: 6, tuple: 10, last: 10 } as const
/** No compiler nests constants so deeply; MicroPython itself would run out of stack. */
const MAX_TUPLES = 200

function readObject(cursor: Cursor, strings: Set<string>, depth: number): void {
  const start = cursor.at
  const type = cursor.byte()
  if (type < OBJECT.str) return
  if (type > OBJECT.last)
    throw new BytecodeError(
      message('bytecode-bad-type', { offset: start, reason: `no constant has type ${type}` }),
    )
  const length = cursor.number()
  if (type === OBJECT.tuple) {
    if (depth === MAX_TUPLES) {
      throw new BytecodeError(message('bytecode-too-deep', { offset: start, limit: MAX_TUPLES }))
    }
    for (let i = 0; i < length; i += 1) readObject(cursor, strings, depth + 1)
  } else if (type === OBJECT.str) strings.add(cursor.text(length))
  else cursor.skip(length + (type === OBJECT.bytes ? 1 : 0))
}

/** The first name of a file is that of its source. */
function outsidePaths(qstrs: readonly string[], strings: ReadonlySet<string>): OutsidePath[] {
  const where = '<module>'
  const [source = ''] = qstrs
  const found: OutsidePath[] = isOutside(source) ? [{ path: cutPath(source), found: 'file-name', where }] : []
  for (const text of new Set([...qstrs.slice(1), ...strings])) {
    for (const path of pathsIn(text, [])) found.push({ path, found: 'string', where })
  }
  return found
}

/** Releases by version (MicroPython's docs/reference/mpyfiles.rst). */
const RELEASES = ['1.19', '1.20 and 1.21', '1.22', '1.23 and later'] as const

/** By bit (`RV32_EXT_*` of MicroPython's py/asmrv32.h). */
const EXTENSIONS = ['zba', 'zcmp'] as const

/** The extensions of RISC-V that `architectureFlags` stands for: `zba, zcmp`; unknown ones as a number. */
function extensionNames(flags: number): string {
  const names: string[] = EXTENSIONS.filter((_, bit) => (flags & (1 << bit)) !== 0)
  const rest = Math.floor(flags / 2 ** EXTENSIONS.length) * 2 ** EXTENSIONS.length
  if (rest !== 0) names.push(`0x${rest.toString(16)}`)
  return names.join(', ')
}

/**
 * Machine code requires its chip and its sub-version; bytecode runs on every chip. Only a MicroPython for RISC-V
 * that has the extensions (1.27 or later) accepts a file with extensions, even if the file is bytecode.
 */
function loadableMpy(
  version: 5 | 6,
  subVersion: number,
  architecture: MpyArchitecture | undefined,
  flags: number,
): string {
  if (flags !== 0) {
    return `MicroPython 1.27 and later on ${architecture ?? 'rv32imc'} with the extensions ${extensionNames(flags)}`
  }
  const chip = architecture === undefined ? 'any chip' : architecture
  if (version === 5) return `MicroPython 1.12 to 1.18 on ${chip}`
  const releases = architecture === undefined ? '1.19 and later' : RELEASES[subVersion]
  return `MicroPython ${releases} on ${chip}`
}

class Cursor {
  at = 1
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

  /** A vuint: 7 bits per byte, the highest first; bit 7 is set if more follow. */
  number(): number {
    const start = this.at
    let value = 0
    for (;;) {
      const byte = this.byte()
      value = value * 128 + (byte & 0x7f)
      if (value > 0x7fffffff)
        throw new BytecodeError(
          message('bytecode-bad-value', { offset: start, reason: 'a number above 2**31' }),
        )
      if (byte < 0x80) return value
    }
  }

  /** Reads text of `length` bytes and the zero byte after it. */
  text(length: number): string {
    if (this.at + length + 1 > this.bytes.length) throw this.truncated(length + 1)
    const text = Buffer.from(this.bytes.subarray(this.at, this.at + length)).toString('utf8')
    this.at += length + 1
    return text
  }

  skip(length: number): void {
    if (this.at + length > this.bytes.length) throw this.truncated(length)
    this.at += length
  }

  private truncated(wanted: number): BytecodeError {
    const left = Math.max(0, this.bytes.length - this.at)
    return new BytecodeError(
      message('bytecode-truncated', { offset: this.at, reason: `needs ${wanted} bytes, ${left} are left` }),
    )
  }
}
