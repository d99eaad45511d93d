/** A content of which the first pieces decide what happens with the whole. */
export interface BegunContent {
  /** Reads until at least `most` bytes are read; whether the content ended. @throws the errors of the content */
  readonly begin: (most: number) => Promise<boolean>
  /** A copy of what was read so far, or of its first bytes. */
  readonly start: (most?: number) => Buffer
  /** Every piece, the first ones again. */
  readonly whole: () => AsyncIterable<Uint8Array>
  /** Reads what is left, for `see` alone. */
  readonly finish: () => Promise<void>
}

/**
 * Reads the start of a content without an end to the reading. A `for await` that stops early would end a
 * generator inside an archive, and the archive's own reader continues after it.
 * @param see gets each piece once, when it is read
 */
export function beginContent(
  content: AsyncIterable<Uint8Array>,
  see?: (piece: Uint8Array) => void,
): BegunContent {
  const iterator = content[Symbol.asyncIterator]()
  const begun: Uint8Array[] = []
  let size = 0
  const next = async (): Promise<Uint8Array | undefined> => {
    const { done, value } = await iterator.next()
    if (done === true) return undefined
    see?.(value)
    return value
  }
  return {
    start: (most = size) => Buffer.concat(begun, Math.min(size, most)),
    async begin(most) {
      while (size < most) {
        const piece = await next()
        if (piece === undefined) return true
        begun.push(piece)
        size += piece.length
      }
      return false
    },
    async *whole() {
      yield* begun
      for (let piece = await next(); piece !== undefined; piece = await next()) yield piece
    },
    async finish() {
      while ((await next()) !== undefined);
    },
  }
}
