import { readlink, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { systemErrorCode, usageError } from '@exuvia/model'
import { readBounded } from './read-bounded.ts'

/** Whether a path is a folder or below it. Both are absolute; links are not resolved. */
export function isInside(folder: string, at: string): boolean {
  return at === folder || at.startsWith(folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`)
}

/** What is at a path, with links resolved. */
export interface Found {
  /** `outside`: a link leads out of the root; `missing`: not found, or a dangling link; `special`: a pipe, socket or device. */
  readonly state: 'file' | 'folder' | 'special' | 'outside' | 'missing'
  /** Its real path; the path itself if it is missing. */
  readonly real: string
}

/**
 * Finds what is at a path below a root, and follows links that stay inside.
 * @param realRoot absolute, without links (`realpath`)
 * @param at absolute
 */
export async function findInside(realRoot: string, at: string): Promise<Found> {
  try {
    const real = await realpath(at)
    if (!isInside(realRoot, real)) return { state: 'outside', real }
    const facts = await stat(real)
    return { state: facts.isDirectory() ? 'folder' : facts.isFile() ? 'file' : 'special', real }
  } catch {
    return { state: 'missing', real: at }
  }
}

/**
 * Reads a file below a root, and follows links that stay inside.
 * @param at relative to the root
 * @param most bytes
 * @returns undefined if the file does not exist
 * @throws usage errors `path-outside`, `not-a-file` for a pipe or device, `file-too-large`; system errors
 */
export async function readInside(root: string, at: string, most: number): Promise<Buffer | undefined> {
  const { state, real } = await findInside(await realpath(root), path.resolve(root, at))
  if (state === 'missing' || state === 'folder') return undefined
  if (state === 'outside') {
    throw usageError('path-outside', { path: at, root })
  }
  const bytes = await readBounded(real, most)
  if (bytes === undefined) throw usageError('file-too-large', { file: at, limit: most })
  return bytes
}

/**
 * Resolves a place to write to below a root, with every link in it, as far as it exists.
 * @param at relative to the root
 * @throws usage error `path-outside`; system errors
 */
export async function resolveInside(root: string, at: string): Promise<string> {
  const real = await realest(path.resolve(root, at))
  if (!isInside(await realpath(root), real)) throw usageError('path-outside', { path: at, root })
  return real
}

/** The number of links that Linux follows. */
const MOST_LINKS = 40

/** Resolves the links of a path whose last parts may be missing. */
async function realest(at: string, hops = 0): Promise<string> {
  try {
    return await realpath(at)
  } catch (error) {
    const parent = path.dirname(at)
    if (systemErrorCode(error) !== 'ENOENT' || parent === at || hops > MOST_LINKS) throw error
    const realParent = await realest(parent, hops)
    // A dangling link still has a target.
    const link = await readlink(at).catch(() => undefined)
    return link === undefined
      ? path.join(realParent, path.basename(at))
      : realest(path.resolve(realParent, link), hops + 1)
  }
}
