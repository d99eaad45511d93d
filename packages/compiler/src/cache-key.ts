import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { Toolchain } from './toolchain.ts'

/** Goes up whenever the worker script could give other bytes for the same source. */
const PROTOCOL = 'exuvia compile 1'

/** What a compiled source depends on, as 64 hex digits. */
export function cacheKey(
  toolchain: Toolchain,
  optimize: number,
  filename: string,
  source: Uint8Array,
): string {
  const hash = createHash('sha256')
  const fields = [PROTOCOL, toolchain.identity, String(toolchain.magic), String(optimize), filename]
  for (const field of fields) hash.update(`${Buffer.byteLength(field)}:${field}`)
  return hash.update(source).digest('hex')
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
