import { createHash } from 'node:crypto'
import type { SegmentEncoding } from '@exuvia/deflate'

/** Encoded segments of earlier archives, by key: 64 hex digits that depend on all that the bytes depend on. */
export interface KeptSegments {
  find(key: string): Uint8Array | undefined
  store(key: string, encoded: Uint8Array): void
}

/**
 * Encodes only segments that were not encoded before. Where one file of an archive changes and no other file moves,
 * these are a few.
 * @param name the encoder and its settings
 */
export function keepSegments(encoding: SegmentEncoding, name: string, kept: KeptSegments): SegmentEncoding {
  return {
    ...encoding,
    async encode(segment) {
      const { bytes, start, last } = segment
      const hash = createHash('sha256').update(`exuvia segment 1\n${name}\n${start} ${last}\n`)
      const key = hash.update(bytes).digest('hex')
      const known = kept.find(key)
      if (known !== undefined) return known
      const encoded = await encoding.encode(segment)
      kept.store(key, encoded)
      return encoded
    },
  }
}
