import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { writeSynced } from '@exuvia/files'
import { type ExuviaError, outsideError } from '@exuvia/model'

/**
 * Writes a text durably to disk, reads it back and compares the digests.
 * @throws outside error `written-differs`
 */
export async function writeProven(
  file: string,
  text: string,
): Promise<{ readonly size: number; readonly sha256: string }> {
  const bytes = Buffer.from(text, 'utf8')
  const sha256 = digestOf(bytes)
  await writeSynced(file, bytes)
  if (digestOf(await readFile(file)) !== sha256) throw writtenDiffers(path.basename(file))
  return { size: bytes.length, sha256 }
}

/** The disk returns other bytes than were written. */
export function writtenDiffers(name: string): ExuviaError {
  return outsideError('written-differs', { file: name })
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
