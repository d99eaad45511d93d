import { createHash } from 'node:crypto'
import { copyFile, mkdir, readdir, rename, rm, utimes } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type KeptFiles, sha256OfFile } from '@exuvia/files'
import { compareText, messageOf, outsideError } from '@exuvia/model'

/**
 * Wheels that this machine built are `<cache>/project-wheels-1/<key>/<sha256>/<file name>` and
 * `<cache>/built-wheels-1/<source>/<interpreter>/<sha256>/<file name>`: of the project itself, and of what its lock
 * names. The folder of a file is its digest, so that damage is found.
 */
const PROJECT_WHEELS = 'project-wheels-1'
const BUILT_WHEELS = 'built-wheels-1'

/** The name of a folder that keeps a wheel; whatever else is beside it is not Exuvia's. */
const DIGEST = /^[0-9a-f]{64}$/

/** The wheels that this machine built, of projects and of what locks name. */
export function builtFiles(cache: string): KeptFiles[] {
  return [PROJECT_WHEELS, BUILT_WHEELS].map((folder) => ({
    root: join(cache, folder),
    digestOf: (parts) => {
      const digest = parts.length > 2 ? parts.at(-2) : undefined
      return digest !== undefined && DIGEST.test(digest) ? ['sha256', digest] : undefined
    },
  }))
}

/** The folder that remembers the wheel of a tree, by its digest and what else reaches the wheel's name and bytes. */
export function rememberedFolder(cache: string, treeDigest: string, version: string | undefined): string {
  return join(cache, PROJECT_WHEELS, digestOf([treeDigest, version ?? null]))
}

/** The folder that keeps the wheels of a source. */
export function builtFolder(cache: string, source: unknown): string {
  return join(cache, BUILT_WHEELS, digestOf(source))
}

/** Finds the wheels that a folder keeps; none if nothing was built for it. */
export async function rememberedWheels(folder: string): Promise<string[]> {
  const now = new Date()
  const found: string[] = []
  for (const digest of (await readdir(folder).catch(() => [])).sort(compareText)) {
    const names = DIGEST.test(digest) ? await readdir(join(folder, digest)).catch(() => []) : []
    for (const path of names
      .filter((name) => name.endsWith('.whl'))
      .map((name) => join(folder, digest, name))) {
      if ((await sha256OfFile(path).catch(() => '')) !== digest) continue
      // Using a wheel keeps it from being pruned.
      await utimes(path, now, now).catch(() => {})
      found.push(path)
    }
  }
  return found
}

/** Keeps a wheel in a folder, under its digest. @returns its absolute path @throws outside error `cache-unwritable` */
export async function keepWheel(from: string, folder: string): Promise<string> {
  try {
    const to = join(folder, await sha256OfFile(from))
    await mkdir(to, { recursive: true })
    const path = join(to, basename(from))
    const fresh = `${path}.${process.pid}`
    await copyFile(from, fresh)
    await rename(fresh, path)
    await forgetOthers(folder, path)
    return path
  } catch (error) {
    throw outsideError('cache-unwritable', { folder, reason: messageOf(error) }, { cause: error })
  }
}

/** A backend may write other bytes at each run: the last wheel of a name counts. */
async function forgetOthers(folder: string, kept: string): Promise<void> {
  for (const digest of await readdir(folder).catch(() => [])) {
    if (!DIGEST.test(digest)) continue
    const other = join(folder, digest, basename(kept))
    if (other !== kept) await rm(other, { force: true })
  }
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex')
}
