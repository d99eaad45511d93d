import { collect } from './collect.ts'
import { openRegular } from './open-regular.ts'

/**
 * Reads a regular file of at most `most` bytes.
 * @param most bytes
 * @returns undefined if it has more
 * @throws usage error `not-a-file`; system errors
 */
export async function readBounded(file: string, most: number): Promise<Buffer | undefined> {
  const { handle, size } = await openRegular(file)
  try {
    if (size > most) return undefined
    // It may grow during the read, and some files, as in /proc, report a size of 0.
    return await collect(handle.createReadStream({ autoClose: false }), most)
  } finally {
    await handle.close()
  }
}
