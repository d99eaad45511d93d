/**
 * Collects all bytes of a stream.
 * @param most how many bytes it may have; it reads nothing beyond
 * @returns undefined if there are more than `most`
 */
export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer>
export async function collect(source: AsyncIterable<Uint8Array>, most: number): Promise<Buffer | undefined>
export async function collect(
  source: AsyncIterable<Uint8Array>,
  most = Number.POSITIVE_INFINITY,
): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    size += chunk.byteLength
    if (size > most) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}
