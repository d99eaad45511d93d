import type { Runtime } from '@exuvia/model'
import { loadableBy, magicForRuntime, runtimesForMagic } from './magic.ts'
import { pythonTag, runtimeInWords } from './runtime.ts'

/**
 * Whether bytecode is for a runtime:
 * - `fits`: it has the runtime's magic number;
 * - `other`: it is for another Python, or not bytecode; `found` says which, in words;
 * - `unknown`: its magic number and the runtime's are both unknown, so there is no answer.
 */
export type BytecodeFit =
  | { readonly kind: 'fits' }
  | { readonly kind: 'other'; readonly found: string }
  | { readonly kind: 'unknown'; readonly magic: number }

/** Reads the 16-bit magic number from a .pyc file's first bytes; undefined if they are not a header. */
export function magicOf(head: Uint8Array): number | undefined {
  // Every magic number ends in \r\n, so that a text-mode copy is detected.
  if (head.length < 8 || head[2] !== 0x0d || head[3] !== 0x0a) return undefined
  return (head[0] ?? 0) | ((head[1] ?? 0) << 8)
}

/** Compares the first bytes of a .pyc file with a runtime. A free-threaded CPython loads the bytecode of its version. */
export function bytecodeFit(head: Uint8Array, runtime: Runtime): BytecodeFit {
  const magic = magicOf(head)
  return magic === undefined
    ? { kind: 'other', found: 'no Python at all: the file has no magic number' }
    : magicFit(magic, runtime)
}

/** Compares a magic number with a runtime. */
export function magicFit(magic: number, runtime: Runtime): BytecodeFit {
  const wanted = magicForRuntime(runtime)
  if (magic === wanted) return { kind: 'fits' }
  const known = runtimesForMagic(magic)
  if (known === undefined) {
    return wanted === undefined
      ? { kind: 'unknown', magic }
      : { kind: 'other', found: `an unknown Python (magic number ${magic})` }
  }
  // PyPy changed its number within a version: files with either number belong to that version.
  const isWhole = known.final && known.release.split('.').length < 3
  if (isWhole && known.runtime === pythonTag(runtime)) return { kind: 'fits' }
  return { kind: 'other', found: isWhole ? runtimeInWords(known.runtime) : loadableBy(magic) }
}
