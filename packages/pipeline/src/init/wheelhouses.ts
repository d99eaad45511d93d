import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { systemErrorCode } from '@exuvia/model'

/** Finds folders of a project that contain wheels, by their usual names. */
export async function findWheelhouses(root: string): Promise<string[]> {
  const found: string[] = []
  for (const name of ['wheelhouse', 'wheels']) {
    const names = await readdir(path.join(root, name)).catch((error: unknown) => {
      if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return []
      throw error
    })
    if (names.some((file) => file.endsWith('.whl'))) found.push(name)
  }
  return found
}
