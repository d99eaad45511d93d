import { makeHeader } from '@exuvia/bytecode'
import type { Invalidation, Runtime } from '@exuvia/model'
import { parseRuntime } from '@exuvia/packaging'

/** PEP 552 hash headers exist from Python 3.7. */
export function headerHasHash(runtime: Runtime): boolean {
  const parts = parseRuntime(runtime)
  return parts !== undefined && (parts.major > 3 || (parts.major === 3 && parts.minor >= 7))
}

/**
 * Makes the header before a unit's code. Pythons before 3.7 support only timestamps.
 * @param source its time in seconds since 1970, its bytes, and PEP 552's hash, which a header with a time ignores
 */
export function headerOf(
  runtime: Runtime,
  invalidation: Invalidation,
  source: { readonly mtime: number; readonly sourceSize: number; readonly sourceHash: Uint8Array },
): Uint8Array {
  return makeHeader(runtime, headerHasHash(runtime) ? invalidation : 'timestamp', source)
}
