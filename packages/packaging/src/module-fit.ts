import type { Runtime } from '@exuvia/model'
import { parseRuntime, runtimeInWords } from './runtime.ts'

/** Whether a Python looks for a module of machine code under the name of its file. */
export type ModuleFit = { readonly kind: 'fits' } | { readonly kind: 'other'; readonly found: string }

const FITS: ModuleFit = { kind: 'fits' }

/**
 * Compares the tag in the name of a module of machine code with a runtime's `EXTENSION_SUFFIXES`: `.cpython-312-…so`
 * and `.cp312-win_amd64.pyd` (PEP 3149), `.abi3.so` (PEP 384), which no free-threaded build loads (PEP 703), and PyPy's
 * `.pypy310-pp73-…so`.
 * @returns undefined for a name without such a tag, which every Python looks for
 */
export function moduleFit(path: string, runtime: Runtime): ModuleFit | undefined {
  const parts = parseRuntime(runtime)
  // linear: neither part of the name contains a dot
  const tag = /\/?[^./]+\.([^./]+)\.(?:so|pyd)$/.exec(path)?.[1]
  if (parts === undefined || tag === undefined) return undefined
  const { implementation, major, minor, freeThreaded } = parts
  if (tag === 'abi3') {
    return implementation === 'cp' && !freeThreaded ? FITS : { kind: 'other', found: "CPython's stable ABI" }
  }
  const [, python = '', number = '', flags = ''] =
    /^(cpython-|cp|pypy)(\d{2,3})([a-z]*)(?:-|$)/.exec(tag) ?? []
  if (python === '') return undefined
  const made = `${python === 'pypy' ? 'pp' : 'cp'}${number}`
  const isThreaded = flags.includes('t')
  const isSame = made === `${implementation}${major}${minor}` && isThreaded === freeThreaded
  return isSame ? FITS : { kind: 'other', found: runtimeInWords(isThreaded ? `${made}t` : made) }
}
