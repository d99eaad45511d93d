import { type Invalidation, type Runtime, refusal, usageError } from '@exuvia/model'
import { parseRuntime, runtimeInWords, magicForRuntime, runtimesForMagic } from '@exuvia/packaging'
import { siphash } from './siphash.ts'

interface HeaderBase {
  /** 16-bit magic number. */
  readonly magic: number
  /** Undefined if the magic number is not known. */
  readonly runtime: Runtime | undefined
  /** Bytes: 8 (2.7), 12 (3.3 to 3.6) or 16 (from 3.7). */
  readonly length: 8 | 12 | 16
}

/** The first bytes of a .pyc file (PEP 3147, PEP 552). */
export type PycHeader =
  | (HeaderBase & {
      readonly kind: 'timestamp'
      /** Seconds since 1970, modulo 2**32. */
      readonly mtime: number
      /** Bytes, modulo 2**32; undefined if the version does not record it (2.7). */
      readonly sourceSize: number | undefined
    })
  | (HeaderBase & {
      readonly kind: 'checked-hash' | 'unchecked-hash'
      /** 8 bytes, as `sourceHash` makes them. */
      readonly hash: Uint8Array
    })

/** The header's data about the source. Times and sizes are modulo 2**32, as in Python. */
export interface SourceFacts {
  /** Seconds since 1970; for `timestamp`; 0 if not given. */
  readonly mtime?: number
  /** Bytes; for `timestamp`; 0 if not given. */
  readonly sourceSize?: number
  /** 8 bytes from `sourceHash`; the hash kinds need it. */
  readonly sourceHash?: Uint8Array
}

const CARRIAGE_RETURN_LINE_FEED = 0x0a0d

/**
 * Reads a .pyc header. An unknown magic number is not an error here (`runtime` is undefined,
 * and the length is guessed from the number); bytes that are not a .pyc header are.
 *
 * @throws refusal `not-bytecode`, `bytecode-too-short`, `bad-header-flags`
 */
export function parseHeader(bytes: Uint8Array): PycHeader {
  if (bytes.length < 4) throw tooShort(bytes.length, 4)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const magic = view.getUint16(0, true)
  if (view.getUint16(2, true) !== CARRIAGE_RETURN_LINE_FEED) {
    throw refusal('not-bytecode', {
      reason: `a .pyc file has 0d 0a at offset 2, this file has ${hex(bytes.subarray(2, 4))}`,
    })
  }
  const runtime = runtimesForMagic(magic)?.runtime
  const length = headerLength(magic)
  if (bytes.length < length) throw tooShort(bytes.length, length)
  const base = { magic, runtime, length }
  if (length === 8) {
    return { ...base, kind: 'timestamp', mtime: view.getUint32(4, true), sourceSize: undefined }
  }
  if (length === 12) {
    return { ...base, kind: 'timestamp', mtime: view.getUint32(4, true), sourceSize: view.getUint32(8, true) }
  }
  const flags = view.getUint32(4, true)
  if (flags === 0) {
    return {
      ...base,
      kind: 'timestamp',
      mtime: view.getUint32(8, true),
      sourceSize: view.getUint32(12, true),
    }
  }
  // Bit 0: hash-based. Bit 1: the source is checked. Others must be 0 (importlib, _classify_pyc).
  if (flags !== 1 && flags !== 3) {
    throw refusal('bad-header-flags', { flags })
  }
  return { ...base, kind: flags === 3 ? 'checked-hash' : 'unchecked-hash', hash: bytes.slice(8, 16) }
}

/**
 * Makes a .pyc header for a runtime.
 *
 * @throws usage errors `unknown-runtime`, `no-hash-header` (before 3.7), `source-hash-missing`
 */
export function makeHeader(
  runtime: Runtime,
  invalidation: Invalidation,
  source: SourceFacts = {},
): Uint8Array {
  const magic = magicForRuntime(runtime)
  if (magic === undefined) {
    throw usageError('unknown-runtime', { runtime: runtimeInWords(runtime) })
  }
  return headerFor(magic, runtime, invalidation, source)
}

/**
 * The same .pyc file with another header: by timestamp, or by hash, checked or not. The magic number
 * and everything after the header stay unchanged.
 *
 * @throws usage errors `unknown-runtime`, `no-hash-header` (before 3.7), `source-hash-missing`;
 *   what `parseHeader` throws
 */
export function changeHeader(
  bytes: Uint8Array,
  invalidation: Invalidation,
  source: SourceFacts = {},
): Uint8Array {
  const { magic, runtime, length } = parseHeader(bytes)
  if (runtime === undefined) {
    throw usageError('unknown-runtime', { runtime: `magic number ${magic}` })
  }
  const header = headerFor(magic, runtime, invalidation, source)
  const changed = new Uint8Array(bytes.length)
  changed.set(header)
  changed.set(bytes.subarray(length), length)
  return changed
}

function headerFor(
  magic: number,
  runtime: Runtime,
  invalidation: Invalidation,
  source: SourceFacts,
): Uint8Array {
  const length = headerLength(magic)
  const header = new Uint8Array(length)
  const view = new DataView(header.buffer)
  view.setUint16(0, magic, true)
  view.setUint16(2, CARRIAGE_RETURN_LINE_FEED, true)
  if (invalidation === 'timestamp') {
    const at = length === 16 ? 8 : 4
    view.setUint32(at, wrap(source.mtime), true)
    if (length > 8) view.setUint32(at + 4, wrap(source.sourceSize), true)
    return header
  }
  if (length !== 16) {
    throw usageError('no-hash-header', { runtime: runtimeInWords(runtime) })
  }
  if (source.sourceHash?.length !== 8) {
    throw usageError('source-hash-missing', { invalidation, found: source.sourceHash?.length ?? 'none' })
  }
  view.setUint32(4, invalidation === 'checked-hash' ? 3 : 1, true)
  header.set(source.sourceHash, 8)
  return header
}

/** Formats a header: the same bytes that `parseHeader` parsed. */
export function headerBytes(header: PycHeader): Uint8Array {
  const bytes = new Uint8Array(header.length)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, header.magic, true)
  view.setUint16(2, CARRIAGE_RETURN_LINE_FEED, true)
  if (header.kind === 'timestamp') {
    const at = header.length === 16 ? 8 : 4
    view.setUint32(at, header.mtime, true)
    if (header.length > 8) view.setUint32(at + 4, header.sourceSize ?? 0, true)
  } else {
    view.setUint32(4, header.kind === 'checked-hash' ? 3 : 1, true)
    bytes.set(header.hash, 8)
  }
  return bytes
}

/**
 * The hash of a source file in a hash-based .pyc, 8 bytes (PEP 552): SipHash keyed with the
 * 32-bit magic token; SipHash-2-4 for 3.7 to 3.10 and SipHash-1-3 from 3.11 (`_imp.source_hash`).
 *
 * @throws usage errors `unknown-runtime`, `no-hash-header`
 */
export function sourceHash(runtimeOrMagic: Runtime | number, source: Uint8Array): Uint8Array {
  const magic = typeof runtimeOrMagic === 'number' ? runtimeOrMagic : magicForRuntime(runtimeOrMagic)
  const runtime = magic === undefined ? undefined : runtimesForMagic(magic)?.runtime
  if (magic === undefined || runtime === undefined) {
    throw usageError('unknown-runtime', { runtime: String(runtimeOrMagic) })
  }
  if (headerLength(magic) !== 16) {
    throw usageError('no-hash-header', { runtime: runtimeInWords(runtime) })
  }
  const key = BigInt(magic) | (BigInt(CARRIAGE_RETURN_LINE_FEED) << 16n)
  const minor = parseRuntime(runtime)?.minor ?? 0
  // PyPy's `_imp.source_hash` keeps SipHash-2-4 whatever its language version.
  const old = minor < 11 || runtime.startsWith('pp')
  return old ? siphash(2, 4, key, 0n, source) : siphash(1, 3, key, 0n, source)
}

/** The header's length for a magic number: by its version, and by CPython's numbering if unknown. */
function headerLength(magic: number): 8 | 12 | 16 {
  const runtime = runtimesForMagic(magic)?.runtime
  const parts = runtime === undefined ? undefined : parseRuntime(runtime)
  if (parts === undefined) return magic >= 20000 ? 8 : 16
  if (parts.major === 2) return 8
  if (parts.implementation === 'cp') {
    // The size came with 3210 in 3.3a1 (issue 13645), the flags with 3392 in 3.7a4 (PEP 552).
    return magic < 3210 ? 8 : magic < 3392 ? 12 : 16
  }
  return parts.minor < 3 ? 8 : parts.minor < 7 ? 12 : 16
}

function wrap(value: number | undefined): number {
  return Number(BigInt.asUintN(32, BigInt(Math.trunc(value ?? 0))))
}

function tooShort(length: number, wanted: number) {
  return refusal('bytecode-too-short', { wanted, length })
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ')
}
