import { existsSync, lstatSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join, posix, relative, sep } from 'node:path'
import {
  type Entry,
  type Rules,
  arePointers,
  compare,
  filesOfHead,
  rulesOf,
  topOfRepository,
} from './git-changes.ts'
import { type GitOptions, askGit } from './git-process.ts'

/**
 * Finds the files of a project whose bytes are not those of the commit at HEAD: changed, staged or
 * untracked ones; and files of the commit that are gone from a folder in which files ship. Line endings that git
 * converts and Git LFS count as the commit's. Runs no filter.
 * @param paths of the files that ship, relative to the project, with `/`
 * @returns the paths that differ, in the given order, then those that are gone; none outside of a repository
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
  return [...new Set([...found, ...findGone(repository, place, paths)])]
}

/**
 * Files of the commit that are not on the disk, below a folder in which a file ships. Which of them would ship, only
 * a reading of the commit could tell; a folder that ships is the nearest to it. The project's root does not count:
 * it contains much that never ships.
 */
function findGone({ top, head }: Repository, project: string, paths: readonly string[]): string[] {
  const shipping = new Set(paths.map((path) => posix.dirname(path)).filter((folder) => folder !== '.'))
  const prefix = relative(top, project).split(sep).join('/')
  const start = prefix === '' ? '' : `${prefix}/`
  const folders = new Map<string, boolean>()
  /** Whether files ship from a folder, or did from one that is gone as a whole. */
  const ships = (folder: string): boolean => {
    if (folder === '.' || shipping.has(folder)) return folder !== '.'
    const known = folders.get(folder) ?? (!existsSync(join(project, folder)) && ships(posix.dirname(folder)))
    folders.set(folder, known)
    return known
  }
  const gone: string[] = []
  for (const [name, { mode }] of head ?? []) {
    const full = Buffer.from(name, 'latin1').toString()
    if (mode === '160000' || !full.startsWith(start)) continue
    const path = full.slice(start.length)
    const isThere = (): boolean => lstatSync(join(project, path), { throwIfNoEntry: false }) !== undefined
    if (ships(posix.dirname(path)) && !isThere()) gone.push(path)
  }
  return gone
}

interface Repository {
  /** Absolute, with links resolved. */
  readonly top: string
  /** Undefined if git cannot list it. */
  readonly head: ReadonlyMap<string, Entry> | undefined
  readonly rules: Rules
  readonly submodules: Map<string, Promise<Repository>>
}

async function openRepository(top: string, options: GitOptions): Promise<Repository> {
  const head = await filesOfHead(top, options)
  return { top, head, rules: await rulesOf(top, head, options), submodules: new Map() }
}

async function isCommitted(repository: Repository, absolute: string, options: GitOptions): Promise<boolean> {
  const { top, head, rules, submodules } = repository
  const path = relative(top, absolute).split(sep).join('/')
  const bytes = bytesOf(path)
  const entry = head?.get(bytes)
  if (entry !== undefined) {
    const place = Buffer.from(absolute)
    const state = await compare(place, { ...entry, path: bytes }, rules, options, 0)
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
