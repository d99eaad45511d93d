import { type Content, ExuviaError, messageOf, outsideError, refusal, systemErrorCode } from '@exuvia/model'
import { collect, filePieces, openZipEntry } from '@exuvia/files'

/** The largest file that `readContent` reads into memory, in bytes. Larger files are streamed. */
export const MAX_CONTENT = 512 * 2 ** 20

/**
 * Yields a file's bytes in pieces, from a folder, a wheel or memory.
 * @throws outside error `unreadable`, refusal `archive-damaged`, usage error `not-a-file`
 */
export async function* openContent(content: Content): AsyncGenerator<Uint8Array> {
  if (content.kind === 'memory') {
    yield content.bytes
    return
  }
  try {
    yield* content.kind === 'zip' ? openZipEntry(content.archive, content.entry) : filePieces(content.path)
  } catch (error) {
    if (systemErrorCode(error) === undefined || error instanceof ExuviaError) throw error
    const file = content.kind === 'zip' ? content.archive : content.path
    throw outsideError('unreadable', { file, reason: messageOf(error) }, { cause: error })
  }
}

/**
 * Reads a file's bytes at once.
 * @param limit - bytes
 * @throws refusal `file-too-large`, and what `openContent` throws
 */
export async function readContent(content: Content, limit: number = MAX_CONTENT): Promise<Uint8Array> {
  if (content.kind === 'memory') return content.bytes
  const bytes = await collect(openContent(content), limit)
  if (bytes !== undefined) return bytes
  const where = content.kind === 'zip' ? `${content.archive}!${content.entry}` : content.path
  throw refusal('file-too-large', { file: where, limit })
}

/** Reads the first bytes of a file, at most `most`. @throws what `openContent` throws */
export async function readStart(content: Content, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let left = most
  for await (const piece of openContent(content)) {
    pieces.push(piece.subarray(0, left))
    left -= piece.length
    if (left <= 0) break
  }
  return Buffer.concat(pieces)
}
