import type { Stats } from 'node:fs'
import { lstat, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

// git opens these files without a look at their kind. A pipe in their place makes it wait forever.

/** Files of a repository that the commands of Exuvia read. */
const OF_REPOSITORY = [
  'HEAD',
  'config',
  'commondir',
  'index',
  'packed-refs',
  'shallow',
  'info/exclude',
  'objects/info/alternates',
]
const DEEPEST = 64

/**
 * Finds a file around a folder that git would open and that is a pipe, a socket or a device: one of the
 * repository's own files, or a `.gitignore` above the folder.
 * @returns its path; undefined if there is none
 */
export async function findGitPipe(folder: string): Promise<string | undefined> {
  for (let at = folder, depth = 0; depth < DEEPEST; depth += 1) {
    const ignore = join(at, '.gitignore')
    if (await isPipe(ignore)) return ignore
    const repository = join(at, '.git')
    const facts = await lstat(repository).catch(() => undefined)
    if (facts !== undefined) {
      if (isSpecial(facts)) return repository
      for (const name of facts.isDirectory() ? OF_REPOSITORY : []) {
        if (await isPipe(join(repository, name))) return join(repository, name)
      }
      return undefined
    }
    const parent = dirname(at)
    if (parent === at) return undefined
    at = parent
  }
  return undefined
}

/** Whether a path, with links followed, is a pipe, a socket or a device. */
export async function isPipe(path: string): Promise<boolean> {
  const facts = await stat(path).catch(() => undefined)
  return facts !== undefined && isSpecial(facts)
}

function isSpecial(facts: Stats): boolean {
  return !facts.isFile() && !facts.isDirectory() && !facts.isSymbolicLink()
}
