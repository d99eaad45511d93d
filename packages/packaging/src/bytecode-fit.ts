import type { Runtime } from '@exuvia/model'
import { loadableBy, magicForRuntime, runtimesForMagic } from './magic.ts'
import { pythonTag, runtimeInWords } from './runtime.ts'

/**
 * Whether bytecode is for a runtime:
 * - `fits`: it has the runtime's magic number;
 * - `other`: it is for another Python, or no bytecode; `found` says which, in words;
 * - `unknown`: neither its magic number nor the runtime's is known, so no one can say.
 */
export type BytecodeFit =
  | { readonly kind: 'fits' }
  | { readonly kind: 'other'; readonly found: string }
  | { readonly kind: 'unknown'; readonly magic: number }

/** The 16-bit magic number in a .pyc file's first bytes, or undefined if they are no header. */
export function magicOf(head: Uint8Array): number | undefined {
  // Every magic number ends in \r\n, so that a text-mode copy shows.
  if (head.length < 8 || head[2] !== 0x0d || head[3] !== 0x0a) return undefined
  return (head[0] ?? 0) | ((head[1] ?? 0) << 8)
}

/** Holds the first bytes of a .pyc file against a runtime. A free-threaded CPython loads the bytecode of its version. */
export function bytecodeFit(head: Uint8Array, runtime: Runtime): BytecodeFit {
  const magic = magicOf(head)
  return magic === undefined
    ? { kind: 'other', found: 'no Python at all: the file has no magic number' }
    : magicFit(magic, runtime)
}

/** The same of a magic number. */
export function magicFit(magic: number, runtime: Runtime): BytecodeFit {
  const wanted = magicForRuntime(runtime)
  if (magic === wanted) return { kind: 'fits' }
  const known = runtimesForMagic(magic)
  if (known === undefined) {
    return wanted === undefined
      ? { kind: 'unknown', magic }
      : { kind: 'other', found: `an unknown Python (magic number ${magic})` }
  }
  // PyPy changed its number within a version: files with either are that version's.
  const isWhole = known.final && known.release.split('.').length < 3
  if (isWhole && known.runtime === pythonTag(runtime)) return { kind: 'fits' }
  return { kind: 'other', found: isWhole ? runtimeInWords(known.runtime) : loadableBy(magic) }
}
