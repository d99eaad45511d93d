/** Receives the bytes of a file as they are on the disk, in order. */
export type OnPacked = (chunk: Uint8Array) => void

/** Passes chunks on unchanged and shows each to `onPacked` first. */
export async function* overheard<T extends Uint8Array>(
  chunks: AsyncIterable<T>,
  onPacked: OnPacked | undefined,
): AsyncGenerator<T> {
  for await (const chunk of chunks) {
    onPacked?.(chunk)
    yield chunk
  }
}
