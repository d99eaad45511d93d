import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { systemErrorCode, usageError } from '@exuvia/model'

/**
 * Opens a regular file for reading. It refuses a pipe, socket, device or folder at once:
 * opening a pipe would wait for a writer, and a device can be endless.
 * @throws usage error `not-a-file`; system errors
 */
export async function openRegular(
  file: string,
): Promise<{ readonly handle: FileHandle; readonly size: number }> {
  // Windows has neither this flag nor such pipes in folders.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (error: unknown) => {
      // A socket, or a device without a driver.
      if (systemErrorCode(error) === 'ENXIO') throw usageError('not-a-file', { file }, { cause: error })
      throw error
    },
  )
  try {
    const stats = await handle.stat()
    if (!stats.isFile()) {
      throw usageError('not-a-file', { file })
    }
    return { handle, size: stats.size }
  } catch (error) {
    await handle.close()
    throw error
  }
}
