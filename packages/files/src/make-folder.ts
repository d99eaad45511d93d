import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { systemErrorCode } from '@exuvia/model'

/**
 * Makes a folder and those above it that are missing. Not with Node's `recursive`, which
 * never ends where a folder is there and yet none can be made in it, as in /proc: it goes
 * from the one to the other and back.
 * @returns the outermost folder that was made; undefined if all of them were there
 */
export async function makeFolder(folder: string): Promise<string | undefined> {
  if (await isFolder(folder)) return undefined
  const made = path.dirname(folder) === folder ? undefined : await makeFolder(path.dirname(folder))
  try {
    await mkdir(folder)
  } catch (error) {
    // Another process may have been first.
    if (systemErrorCode(error) !== 'EEXIST' || !(await isFolder(folder))) throw error
  }
  return made ?? folder
}

async function isFolder(at: string): Promise<boolean> {
  try {
    return (await stat(at)).isDirectory()
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return false
    throw error
  }
}
