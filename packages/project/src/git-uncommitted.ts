import { realpath } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { type Entry, arePointers, compare, filesOfHead, topOfRepository, tracksModes } from './git-changes.ts'
import { type GitOptions, askGit } from './git-process.ts'

/**
 * Finds the files of a project whose bytes are not those of the commit at HEAD: changed, staged or
 * untracked ones. Line endings that git converts and Git LFS count as the commit's. Runs no filter.
 * @param paths relative to the project, with `/`
 * @returns the paths that differ, in the given order; none outside of a repository
 */
export async function findUncommitted(
  root: string,
  paths: readonly string[],
  options: GitOptions,
): Promise<string[]> {
  const top = await topOfRepository(root, options)
  if (top === undefined) return []
  const place = await realpath(root)
  const repository = await openRepository(await realpath(top), options)
  const found: string[] = []
  for (const path of paths) {
    options.signal?.throwIfAborted()
    const written = join(place, path)
    // A link ships what it leads to, so both must be the commit's.
    const places = new Set([written, await realpath(written).catch(() => written)])
    for (const absolute of places) {
      if (await isCommitted(repository, absolute, options)) continue
      found.push(path)
      break
    }
  }
  return found
}

interface Repository {
  /** Absolute, with links resolved. */
  readonly top: string
  /** Undefined if git cannot list it. */
  readonly head: ReadonlyMap<string, Entry> | undefined
  readonly checksMode: boolean
  readonly submodules: Map<string, Promise<Repository>>
}

async function openRepository(top: string, options: GitOptions): Promise<Repository> {
  const [head, checksMode] = await Promise.all([filesOfHead(top, options), tracksModes(top, options)])
  return { top, head, checksMode, submodules: new Map() }
}

async function isCommitted(repository: Repository, absolute: string, options: GitOptions): Promise<boolean> {
  const { top, head, checksMode, submodules } = repository
  const path = relative(top, absolute).split(sep).join('/')
  const entry = head?.get(bytesOf(path))
  if (entry !== undefined) {
    const place = Buffer.from(absolute)
    const state = await compare(place, entry, checksMode, options, 0)
    return (
      state === 'same' || (state === 'differs' && arePointers(top, [{ ...entry, absolute: place }], options))
    )
  }
  const parts = path.split('/')
  const folders = parts.map((_, index) => parts.slice(0, index).join('/'))
  const submodule = folders.find((folder) => head?.get(bytesOf(folder))?.mode === '160000')
  if (submodule === undefined) return false
  const at = join(top, submodule)
  const commit = (await askGit(at, ['rev-parse', '--verify', '--quiet', 'HEAD'], options)).output?.trim()
  if (commit !== head?.get(bytesOf(submodule))?.blob) return false
  const opened = submodules.get(submodule) ?? openRepository(at, options)
  submodules.set(submodule, opened)
  return isCommitted(await opened, absolute, options)
}

/** A path as `filesOfHead` names it. */
function bytesOf(path: string): string {
  return Buffer.from(path).toString('latin1')
}
