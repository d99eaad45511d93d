/**
 * Yields the same bytes in pieces that end where `findEnd` says (the last may be shorter).
 * @param most bytes; `findEnd` ends a piece of this size
 * @param findEnd returns where the next piece ends in the bytes that it gets; undefined if it needs more of them
 */
export async function* piecesOf(
  source: AsyncIterable<Uint8Array>,
  most: number,
  findEnd: (bytes: Buffer) => number | undefined,
): AsyncGenerator<Uint8Array> {
  let piece = Buffer.allocUnsafe(most)
  let filled = 0
  for await (const chunk of source) {
    for (let offset = 0; offset < chunk.byteLength;) {
      const part = chunk.subarray(offset, offset + most - filled)
      piece.set(part, filled)
      filled += part.byteLength
      offset += part.byteLength
      for (let end = findEnd(piece.subarray(0, filled)); end !== undefined;) {
        yield piece.subarray(0, end)
        const rest = piece.subarray(end, filled)
        // The yielded piece may still be in use.
        piece = Buffer.allocUnsafe(most)
        piece.set(rest)
        filled = rest.byteLength
        end = findEnd(piece.subarray(0, filled))
      }
    }
  }
  if (filled > 0) yield piece.subarray(0, filled)
}
