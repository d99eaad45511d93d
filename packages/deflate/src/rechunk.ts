/**
 * Yields the same bytes in pieces of one size (the last may be shorter). zlib's output at
 * level 0 depends on its input pieces, and few large ones cost less than many small ones.
 */
export async function* rechunk(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let piece = Buffer.allocUnsafe(size)
  let filled = 0
  for await (const chunk of source) {
    for (let offset = 0; offset < chunk.byteLength;) {
      const part = chunk.subarray(offset, offset + size - filled)
      piece.set(part, filled)
      filled += part.byteLength
      offset += part.byteLength
      if (filled === size) {
        yield piece
        // The yielded piece may still be in transit to zlib.
        piece = Buffer.allocUnsafe(size)
        filled = 0
      }
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
}
