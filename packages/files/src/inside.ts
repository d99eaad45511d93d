import { readlink, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { systemErrorCode, usageError } from '@exuvia/model'
import { readBounded } from './read-bounded.ts'

/** Whether a path is a folder or lies below it. Both are absolute; links are not looked at. */
export function isInside(folder: string, at: string): boolean {
  return at === folder || at.startsWith(folder.endsWith(path.sep) ? folder : `${folder}${path.sep}`)
}

/** What lies at a path, links resolved. */
export interface Found {
  /** `outside`: a link leads out of the root; `missing`: nothing is there, or a link leads nowhere; `special`: a pipe, socket or device. */
  readonly state: 'file' | 'folder' | 'special' | 'outside' | 'missing'
  /** Where it really is; the path itself where it is missing. */
  readonly real: string
}

/**
 * Finds what lies at a path below a root, through links as long as they stay inside.
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
 * Reads a file below a root, through links as long as they stay inside.
 * @param at relative to the root
 * @param most bytes
 * @returns undefined where there is no such file
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
 * The place below a root that something is written to, with every link in it resolved, as far as it exists.
 * @param at relative to the root
 * @throws usage error `path-outside`; system errors
 */
export async function resolveInside(root: string, at: string): Promise<string> {
  const real = await realest(path.resolve(root, at))
  if (!isInside(await realpath(root), real)) throw usageError('path-outside', { path: at, root })
  return real
}

/** As many as Linux follows. */
const MOST_LINKS = 40

/** The path with links resolved, of which the last parts may be missing. */
async function realest(at: string, hops = 0): Promise<string> {
  try {
    return await realpath(at)
  } catch (error) {
    const parent = path.dirname(at)
    if (systemErrorCode(error) !== 'ENOENT' || parent === at || hops > MOST_LINKS) throw error
    const realParent = await realest(parent, hops)
    // A link to what does not exist leads somewhere all the same.
    const link = await readlink(at).catch(() => undefined)
    return link === undefined
      ? path.join(realParent, path.basename(at))
      : realest(path.resolve(realParent, link), hops + 1)
  }
}
