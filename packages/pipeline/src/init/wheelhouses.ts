import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { addAll, compareText, ExuviaError, mapParallel, systemErrorCode } from '@exuvia/model'
import { readWheel, type Wheel } from '@exuvia/project'

/** Finds folders of a project that contain wheels, by their usual names. */
export async function findWheelhouses(root: string): Promise<string[]> {
  const found: string[] = []
  for (const name of ['wheelhouse', 'wheels']) {
    const names = await namesIn(path.join(root, name))
    if (names.some((file) => file.endsWith('.whl'))) found.push(name)
  }
  return found
}

/** The names in a folder; none if there is no such folder. */
async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return []
    throw error
  })
}

/** Reads the wheels in folders of a project. Skips those that cannot be read: the build reports them. */
export async function readWheelhouses(root: string, folders: readonly string[]): Promise<Wheel[]> {
  const paths: string[] = []
  for (const folder of folders) {
    const place = path.resolve(root, folder)
    const names = await namesIn(place)
    addAll(
      paths,
      names.filter((name) => name.endsWith('.whl')).map((name) => path.join(place, name)),
    )
  }
  const read = await mapParallel(paths.sort(compareText), 4, async (file) => {
    try {
      return await readWheel(file)
    } catch (error) {
      if (error instanceof ExuviaError) return undefined
      throw error
    }
  })
  return read.filter((wheel) => wheel !== undefined)
}
