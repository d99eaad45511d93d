/** Gets the bytes of a file as they lie on the disk, in order. */
export type OnPacked = (chunk: Uint8Array) => void

/** The same chunks, each shown to `onPacked` before it goes on. */
export async function* overheard<T extends Uint8Array>(
  chunks: AsyncIterable<T>,
  onPacked: OnPacked | undefined,
): AsyncGenerator<T> {
  for await (const chunk of chunks) {
    onPacked?.(chunk)
    yield chunk
  }
}
