import { Buffer } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { CompilerLevel } from '@exuvia/model'
import { type CodeForm, formName } from './code-form.ts'
import type { Toolchain } from './toolchain.ts'

/** Increase the number when the worker script could give different bytes for the same source. */
const PROTOCOL = 'exuvia compile 2'

/**
 * Everything that a compiled source depends on, as 64 hex digits.
 * @param sourceSha256 of the source, so that its bytes are hashed once
 */
export function cacheKey(
  toolchain: Toolchain,
  { optimize, change }: CompilerLevel,
  form: CodeForm | undefined,
  filename: string,
  sourceSha256: string,
): string {
  const { identity, magic } = toolchain
  return fieldsKey([
    PROTOCOL,
    identity,
    String(magic),
    change === undefined ? String(optimize) : `${optimize}, docstrings ${change}`,
    formName(form),
    filename,
    sourceSha256,
  ])
}

/** A key, as 64 hex digits, that depends on every field. */
export function fieldsKey(fields: readonly string[]): string {
  const hash = createHash('sha256')
  for (const field of fields) hash.update(`${Buffer.byteLength(field)}:${field}`)
  return hash.digest('hex')
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
