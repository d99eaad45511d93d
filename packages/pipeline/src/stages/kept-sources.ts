import type { BytecodeCache } from '@exuvia/compiler'
import type { CompiledUnit, Invalidation, Runtime, SourceFile } from '@exuvia/model'
import type { KnownRuntimeSource } from '../compilation/compile-runtime.ts'
import { findResult, storeResult } from '../compilation/kept-results.ts'

/** Increase the number when the same sources could give other digests. */
const SOURCES = 'exuvia sources 1'

/** The sources of wheels that earlier runs compiled. */
export interface KeptSources {
  /** What is known about a source before it is read; undefined for one of a folder. */
  of(file: SourceFile): KnownRuntimeSource | undefined
  /** Keeps what is known about the sources of wheels now. */
  keep(sources: readonly CompiledWheelSource[]): Promise<void>
}

/** A source that was compiled. */
export type CompiledWheelSource = Pick<CompiledUnit, 'sourceSha256' | 'sourceSize' | 'sourceHash'> &
  Pick<SourceFile, 'content'>

/** As the cache holds a source: SHA-256, bytes, PEP 552's hash in hex. */
type Row = readonly [sha256: string, size: number, hash: string]

/**
 * Recalls the sources of wheels: the digest of a wheel decides about all of them, so a wheel whose code is in the cache
 * is not unpacked to look for it.
 * @param files all that may be compiled
 */
export async function openKeptSources(
  files: readonly SourceFile[],
  runtime: Runtime,
  invalidation: Invalidation,
  cache: BytecodeCache,
): Promise<KeptSources> {
  const fieldsOf = (digest: string): string[] => [SOURCES, runtime, invalidation, digest]
  const wheels = new Map<string, Map<string, Row>>()
  for (const digest of new Set(files.flatMap(({ content }) => digestOf(content) ?? []))) {
    const kept = await findResult(cache, fieldsOf(digest))
    wheels.set(digest, new Map(Array.isArray(kept) ? (kept as [string, Row][]) : []))
  }
  return {
    of({ content }) {
      if (content.kind !== 'zip' || content.digest === undefined) return undefined
      const row = wheels.get(content.digest)?.get(content.entry)
      if (row === undefined) return undefined
      const [sourceSha256, sourceSize, hash] = row
      return { sourceSha256, sourceSize, sourceHash: Buffer.from(hash, 'hex') }
    },
    async keep(sources) {
      const grown = new Set<string>()
      for (const { content, sourceSha256, sourceSize, sourceHash } of sources) {
        if (content.kind !== 'zip' || content.digest === undefined) continue
        const rows = wheels.get(content.digest)
        if (rows === undefined || rows.has(content.entry)) continue
        rows.set(content.entry, [sourceSha256, sourceSize, sourceHash])
        grown.add(content.digest)
      }
      for (const digest of grown)
        await storeResult(cache, fieldsOf(digest), [...(wheels.get(digest) ?? new Map<string, Row>())])
    },
  }
}

function digestOf(content: SourceFile['content']): string | undefined {
  return content.kind === 'zip' ? content.digest : undefined
}
