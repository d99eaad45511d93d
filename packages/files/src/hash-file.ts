import { createHash } from 'node:crypto'
import { filePieces } from './file-pieces.ts'

/** What a file held while it was read. */
export interface HashedFile {
  /** Bytes. */
  readonly size: number
  readonly digest: Buffer
}

/**
 * Hashes a regular file, read once.
 * @param algorithm as Node names it: `sha256`
 * @throws usage error `not-a-file`; system errors; the signal's reason
 */
export async function hashFile(file: string, algorithm: string, signal?: AbortSignal): Promise<HashedFile> {
  const hash = createHash(algorithm)
  let size = 0
  for await (const piece of filePieces(file)) {
    signal?.throwIfAborted()
    hash.update(piece)
    size += piece.length
  }
  return { size, digest: hash.digest() }
}

/** The SHA-256 of a regular file, in lower-case hex. @throws as `hashFile` */
export async function sha256OfFile(file: string, signal?: AbortSignal): Promise<string> {
  return (await hashFile(file, 'sha256', signal)).digest.toString('hex')
}
