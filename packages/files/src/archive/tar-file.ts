import { createReadStream } from 'node:fs'
import { type OnPacked, overheard } from '../packed/overheard.ts'
import { type PackedKind, packedRefusal, unpackFile } from '../packed/unpack-file.ts'
import type { ArchiveEntry } from './archive-entry.ts'
import { explained } from './explained.ts'
import { type ReadLimits, kindLimits, readBudget } from './limits.ts'
import { readTar } from './read-tar.ts'

const PIECE = 256 * 1024

type ReadPacked = (
  file: string,
  limits: ReadLimits,
  onPacked: OnPacked | undefined,
) => AsyncGenerator<ArchiveEntry>

/** Reads an uncompressed tar file. */
export async function* readPlainTar(
  file: string,
  limits: ReadLimits,
  onPacked: OnPacked | undefined,
): AsyncGenerator<ArchiveEntry> {
  const stream = createReadStream(file, { highWaterMark: PIECE })
  try {
    yield* readTar({
      name: file,
      bytes: overheard(stream, onPacked),
      packed: () => stream.bytesRead,
      budget: readBudget(file, limits),
    })
  } finally {
    stream.destroy()
  }
}

/** Reads a tar file that is compressed as a whole. */
export function readPackedTar(kind: PackedKind): ReadPacked {
  return async function* (file, limits, onPacked) {
    const { bytes, packed } = unpackFile(file, kind, onPacked)
    const budget = readBudget(file, kindLimits(kind, limits))
    try {
      for await (const entry of readTar({ name: file, bytes, packed, budget })) {
        yield { ...entry, content: explained(entry.content, (error) => packedRefusal(error, file, kind)) }
      }
    } catch (error) {
      throw packedRefusal(error, file, kind)
    } finally {
      await bytes.return(undefined)
    }
  }
}
