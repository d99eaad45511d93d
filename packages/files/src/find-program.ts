import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pathFolders } from '@exuvia/model'

/** Finds a program on PATH, never in the current folder; undefined if there is none. */
export async function findProgram(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const file = process.platform === 'win32' ? `${name}.exe` : name
  for (const path of pathFolders(env).map((folder) => join(folder, file))) {
    const isProgram = await Promise.all([stat(path), access(path, constants.X_OK)]).then(
      ([facts]) => facts.isFile(),
      () => false,
    )
    if (isProgram) return path
  }
  return undefined
}
