import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { type Readable, type Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ExuviaError, message } from '@exuvia/model'
import { writeAtomically } from '@exuvia/files'
import type { WrittenFile } from './entry.ts'

/** A finished archive. */
export interface WrittenArchive {
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  /** In the archive's order. */
  readonly files: readonly WrittenFile[]
}

/** Bytes that are compressed at once. */
export const PIECE = 256 * 1024
/** The level above zlib's. */
export const SMALLEST = 10

/**
 * Writes an archive as a stream, hashes it meanwhile, and leaves only the finished file under `out`.
 * @param streams make its bytes, the source first; they add each file that they wrote to the list
 * @throws what the streams throw; outside errors of the disk; `interrupted` on abort
 */
export async function writeArchive(
  out: string,
  signal: AbortSignal | undefined,
  streams: (written: WrittenFile[]) => readonly (Readable | Transform)[],
): Promise<WrittenArchive> {
  return writeAtomically(out, async (file) => {
    const files: WrittenFile[] = []
    const sink = hashingSink(file)
    try {
      await pipeline([...streams(files), sink.stream], signal === undefined ? {} : { signal })
    } catch (error) {
      throw signal?.aborted === true ? interrupted(error) : error
    }
    return { ...sink.result(), files }
  })
}

/** Hashes and counts what it writes to a file. */
function hashingSink(file: FileHandle): {
  readonly stream: Writable
  readonly result: () => { readonly size: number; readonly sha256: string }
} {
  const digest = createHash('sha256')
  let size = 0
  const stream = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      digest.update(chunk)
      size += chunk.byteLength
      // Call back without an argument on success, with the error on failure.
      writeFully(file, chunk).then(
        () => process.nextTick(done),
        (error: Error) => process.nextTick(done, error),
      )
    },
  })
  return { stream, result: () => ({ size, sha256: digest.digest('hex') }) }
}

/** Makes the error for a run that the user stopped. */
function interrupted(cause: unknown): ExuviaError {
  return cause instanceof ExuviaError && cause.kind === 'interrupted'
    ? cause
    : new ExuviaError('interrupted', message('interrupted'), { cause })
}

async function writeFully(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let offset = 0; offset < chunk.byteLength;) {
    const { bytesWritten } = await file.write(chunk, offset, chunk.byteLength - offset)
    offset += bytesWritten
  }
}
