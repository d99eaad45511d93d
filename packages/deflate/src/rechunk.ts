import { piecesOf } from './pieces.ts'

/**
 * Yields the same bytes in pieces of one size (the last may be shorter). zlib's output at
 * level 0 depends on its input pieces, and few large ones cost less than many small ones.
 */
export function rechunk(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  return piecesOf(source, size, ({ length }) => (length === size ? size : undefined))
}
