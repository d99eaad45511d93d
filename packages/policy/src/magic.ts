import { type Runtime } from '@exuvia/model'
import { runtimeInWords } from '@exuvia/packaging'

/**
 * The 16-bit magic number that released versions write into .pyc files
 * (CPython: Include/internal/pycore_magic_number.h). It says whether a file is for the
 * Python that its name or tarball promises.
 */
const MAGICS: Readonly<Record<Runtime, number>> = {
  cp27: 62_211,
  cp35: 3351,
  cp36: 3379,
  cp37: 3394,
  cp38: 3413,
  cp39: 3425,
  cp310: 3439,
  cp311: 3495,
  cp312: 3531,
  cp313: 3571,
  cp314: 3627,
}

/** The magic number in a .pyc file's first four bytes, or undefined where they are none. */
export function magicOf(head: Uint8Array): number | undefined {
  // Every magic number ends in \r\n, so that a text-mode copy shows.
  if (head.length < 8 || head[2] !== 0x0d || head[3] !== 0x0a) return undefined
  return (head[0] ?? 0) | ((head[1] ?? 0) << 8)
}

/**
 * What a file is, in words, where it is not bytecode for the runtime; undefined where
 * it fits or the runtime's number is not known here.
 */
export function wrongRuntime(head: Uint8Array, runtime: Runtime): string | undefined {
  const magic = magicOf(head)
  if (magic === undefined) return 'no Python at all: the file has no magic number'
  const wanted = MAGICS[runtime]
  if (wanted === undefined || wanted === magic) return undefined
  const known = Object.entries(MAGICS).find(([, value]) => value === magic)
  return known === undefined ? `an unknown Python (magic number ${magic})` : runtimeInWords(known[0])
}
