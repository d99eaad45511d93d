import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { usageError } from '@exuvia/model'
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
    throw usageError('path-outside', `${at} leads out of ${root}`, {
      hint: 'put the file itself there, in place of the link or path',
    })
  }
  const bytes = await readBounded(real, most)
  if (bytes === undefined) throw usageError('file-too-large', `${at} has more than ${most} bytes`)
  return bytes
}
