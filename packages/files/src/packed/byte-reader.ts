/** Takes bytes from a stream in the amounts that a format requires. */
export interface ByteReader {
  /** Exactly `size` bytes, or fewer at the end of the stream. */
  readonly take: (size: number) => Promise<Uint8Array>
  /** Up to `size` bytes, as they come; empty at the end. */
  readonly some: (size: number) => Promise<Uint8Array>
}

/** Reads from pieces of any size without copying more than it must. */
export function byteReader(source: AsyncIterator<Uint8Array>): ByteReader {
  let rest: Uint8Array = new Uint8Array(0)
  const some = async (size: number): Promise<Uint8Array> => {
    while (rest.byteLength === 0) {
      const next = await source.next()
      if (next.done === true) return rest
      rest = next.value
    }
    const part = rest.subarray(0, size)
    rest = rest.subarray(part.byteLength)
    return part
  }
  return {
    some,
    async take(size) {
      const first = await some(size)
      if (first.byteLength === size || first.byteLength === 0) return first
      const parts = [first]
      let length = first.byteLength
      while (length < size) {
        const part = await some(size - length)
        if (part.byteLength === 0) break
        parts.push(part)
        length += part.byteLength
      }
      return Buffer.concat(parts, length)
    },
  }
}
