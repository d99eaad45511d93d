import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { systemErrorCode } from '@exuvia/model'

/**
 * Makes a folder and missing folders above it. It does not use Node's `recursive`, which loops
 * forever if a folder exists but does not allow new folders, as in /proc.
 * @returns the outermost new folder; undefined if all of them existed
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
