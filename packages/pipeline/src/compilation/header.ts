import { makeHeader } from '@exuvia/bytecode'
import { type CompiledUnit, type Invalidation, type Runtime } from '@exuvia/model'
import { parseRuntime } from '@exuvia/packaging'

/** PEP 552 hash headers exist from Python 3.7. */
export function headerHasHash(runtime: Runtime): boolean {
  const parts = parseRuntime(runtime)
  return parts !== undefined && (parts.major > 3 || (parts.major === 3 && parts.minor >= 7))
}

/**
 * The header in front of a unit's code. Pythons before 3.7 know timestamps only; those
 * get the release's date, which is also the time that every file has in the tarball.
 */
export function headerOf(unit: CompiledUnit, invalidation: Invalidation, sourceDate: number): Uint8Array {
  const { runtime } = unit.unit
  return makeHeader(runtime, headerHasHash(runtime) ? invalidation : 'timestamp', {
    mtime: sourceDate,
    sourceSize: unit.sourceSize,
    sourceHash: Buffer.from(unit.sourceHash, 'hex'),
  })
}
