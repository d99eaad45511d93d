import { createHash } from 'node:crypto'
import { openRegular } from './open-regular.ts'

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
  const { handle } = await openRegular(file)
  try {
    const hash = createHash(algorithm)
    let size = 0
    for await (const piece of handle.createReadStream({ autoClose: false, signal })) {
      hash.update(piece as Uint8Array)
      size += (piece as Uint8Array).length
    }
    return { size, digest: hash.digest() }
  } finally {
    await handle.close()
  }
}

/** The SHA-256 of a regular file, in lower-case hex. @throws as `hashFile` */
export async function sha256OfFile(file: string, signal?: AbortSignal): Promise<string> {
  return (await hashFile(file, 'sha256', signal)).digest.toString('hex')
}
