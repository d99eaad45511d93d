import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { addAll, ExuviaError, compareText, sortedBy, mapParallel } from '@exuvia/model'
import { normalizeName } from '@exuvia/packaging'
import { readWheel } from '@exuvia/project'
import { isOpenLicense } from '../licenses/describe.ts'
import type { OpenLicense } from '../config/initial.ts'

/**
 * Lists the distributions in folders of wheels whose metadata leaves the licence open, by name,
 * with a guess. Skips wheels that cannot be read: the build reports them.
 */
export async function findOpenLicenses(root: string, folders: readonly string[]): Promise<OpenLicense[]> {
  const wheels: string[] = []
  for (const folder of folders) {
    const names = await readdir(path.join(root, folder))
    addAll(
      wheels,
      names.filter((name) => name.endsWith('.whl')).map((name) => path.join(root, folder, name)),
    )
  }
  const open = new Map<string, OpenLicense>()
  const read = await mapParallel(wheels.sort(compareText), 4, async (wheel) => {
    try {
      return await readWheel(wheel)
    } catch (error) {
      if (error instanceof ExuviaError) return undefined
      throw error
    }
  })
  for (const wheel of read) {
    if (wheel === undefined) continue
    const { expression, found } = wheel.license
    const name = normalizeName(wheel.name)
    if (!isOpenLicense(wheel.license) || open.has(name)) continue
    open.set(name, { name, guess: expression, found })
  }
  return sortedBy(open.values(), ({ name }) => name)
}
