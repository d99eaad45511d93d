import { createHash } from 'node:crypto'
import { copyFile, lstat, mkdir, readlink, realpath, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path'
import { isInside } from '@exuvia/files'
import { compareText, messageOf, outsideError, systemErrorCode } from '@exuvia/model'
import { openContent } from '../content.ts'
import { askGit, type GitOptions } from '../git-process.ts'
import { listFolder, NOT_UTF8 } from '../list-folder.ts'
import { isEnvironment, isLeftOut, NEVER, publishedFolders } from '../left-out.ts'

/** What a build backend gets to see: the project, and the repository around it. */
export interface BuildTree {
  /** The folder that is copied: the repository's top, else the project. Absolute and real. */
  readonly base: string
  /** The project below `base`; empty if it is `base`. */
  readonly project: string
  /** Files and links, relative to `base`, sorted. */
  readonly paths: readonly string[]
  /** What it lacks: folders that cannot be listed and names that are not UTF-8; relative to the project. */
  readonly unread: readonly { readonly path: string; readonly reason: string }[]
  /** Git's folder, to which the copy refers; undefined outside a repository. */
  readonly gitFolder: string | undefined
  /** Digest of the commit and all tags, from which backends derive versions. */
  readonly refs: string
}

/** Left over from earlier builds and from measuring tests, directly in the project. */
const LEFTOVERS = /^(?:build|dist|htmlcov|\.coverage(?:\..*)?|coverage\.xml|.*\.egg-info)$/

/**
 * Lists what a build backend gets: of a repository the tracked files and all files of the project, else all
 * files of the project. Caches, environments, outputs of earlier builds and `skip` are no part of it.
 * @param skip files and folders of the project, such as the folder for finished releases; tracked ones stay
 * @throws outside error `unreadable`
 */
export async function listBuildTree(
  root: string,
  skip: readonly string[],
  options: GitOptions,
): Promise<BuildTree> {
  const folder = await realpath(root)
  const top = await ask(folder, ['rev-parse', '--show-toplevel'], options)
  const gitFolder = await ask(folder, ['rev-parse', '--absolute-git-dir'], options)
  const tracked = top === undefined ? [] : await listTrackedBelow(top, options)
  const inTop =
    top === undefined
      ? ''
      : relative(await realpath(top), folder)
          .split(sep)
          .join('/')
  // An unpacked archive inside somebody's repository is no part of it.
  const isRepository =
    top !== undefined &&
    gitFolder !== undefined &&
    tracked.some((path) => inTop === '' || path.startsWith(`${inTop}/`))
  const base = isRepository ? await realpath(top) : folder
  const project = isRepository ? inTop : ''
  const isTracked = new Set(isRepository ? tracked.flatMap((path) => [path, ...foldersAbove(path)]) : [])
  const isSdist = (await lstat(join(folder, 'PKG-INFO')).catch(() => undefined)) !== undefined
  const trackedFolders = publishedFolders(isRepository ? tracked : [])
  const prefix = project === '' ? '' : `${project}/`
  const skipped = new Set(skip)
  const found = new Set<string>()
  const unread: { readonly path: string; readonly reason: string }[] = []
  if (isRepository) for (const path of tracked) if (await exists(join(base, path))) found.add(path)

  const walk = async (inside: string): Promise<void> => {
    options.signal?.throwIfAborted()
    const entries = await listFolder(join(folder, inside)).catch((error: unknown) => {
      // A folder of another user, such as a database's, is no source that a backend could read either.
      if (systemErrorCode(error) !== undefined && inside !== '') {
        unread.push({ path: inside, reason: `it cannot be read: ${messageOf(error)}` })
        return []
      }
      throw outsideError(
        'unreadable',
        { file: join(root, inside), reason: messageOf(error) },
        { cause: error },
      )
    })
    for (const entry of entries) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`
      const isLeftover = inside === '' && !isSdist && LEFTOVERS.test(entry.name)
      if ((isLeftover || skipped.has(path)) && !isTracked.has(prefix + path)) continue
      const isModules = entry.name === 'node_modules'
      const isOut = await isLeftOut(
        entry.name,
        inside,
        async () => isSdist || trackedFolders.has(prefix + path),
      )
      if (isOut && NEVER.has(entry.name) && !isModules) continue
      if (!entry.isUtf8) unread.push({ path, reason: NOT_UTF8 })
      else if (entry.kind === 'folder' && !(isModules && isOut)) {
        if (!(await isEnvironment(join(folder, path)))) await walk(path)
      } else if (entry.kind !== 'special') found.add(prefix + path)
    }
  }
  await walk('')
  return {
    base,
    project,
    paths: [...found].sort(compareText),
    unread,
    gitFolder,
    refs: isRepository ? await digestRefs(base, options) : '',
  }
}

/** Digests paths, links, contents and versions: the same digest means the same input of the backend. */
export async function digestBuildTree(tree: BuildTree, signal?: AbortSignal): Promise<string> {
  const whole = createHash('sha256')
  whole.update(JSON.stringify([tree.project, tree.refs]))
  for (const path of tree.paths) {
    signal?.throwIfAborted()
    const absolute = join(tree.base, path)
    const facts = await lstat(absolute).catch(() => undefined)
    if (facts === undefined || facts.isDirectory()) continue
    const content = facts.isSymbolicLink() ? await readlink(absolute) : await digestFile(absolute)
    whole.update(JSON.stringify([path, facts.isSymbolicLink(), (facts.mode & 0o100) !== 0, content]))
  }
  return whole.digest('hex')
}

/**
 * Copies the files to an empty folder, so that the backend leaves nothing in the project and finds nothing of
 * earlier builds. A link that leaves the tree keeps its goal.
 * @returns the project's folder in the copy
 */
export async function copyBuildTree(tree: BuildTree, to: string, signal?: AbortSignal): Promise<string> {
  const made = new Set<string>()
  for (const path of tree.paths) {
    signal?.throwIfAborted()
    const from = join(tree.base, path)
    const target = join(to, path)
    if (!made.has(dirname(target))) await mkdir(dirname(target), { recursive: true })
    made.add(dirname(target))
    const facts = await lstat(from).catch(() => undefined)
    if (facts === undefined) continue
    if (facts.isSymbolicLink()) await copyLink(tree, path, target)
    else if (facts.isDirectory()) await symlink(from, target, 'junction')
    else if (facts.isFile()) {
      await copyFile(from, target)
      await utimes(target, facts.atime, facts.mtime)
    }
  }
  const project = join(to, tree.project)
  await mkdir(project, { recursive: true })
  // The repository itself stays where it is; git takes the folder of this file as the work tree.
  if (tree.gitFolder !== undefined) await writeFile(join(to, '.git'), `gitdir: ${tree.gitFolder}\n`)
  return project
}

async function copyLink(tree: BuildTree, path: string, target: string): Promise<void> {
  const goal = await readlink(join(tree.base, path))
  const absolute = resolve(dirname(join(tree.base, path)), goal)
  await symlink(isAbsolute(goal) || isInside(tree.base, absolute) ? goal : absolute, target)
}

async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of openContent({ kind: 'disk', path })) hash.update(piece)
  return hash.digest('hex')
}

async function digestRefs(base: string, options: GitOptions): Promise<string> {
  const head = await ask(base, ['rev-parse', '--verify', '--quiet', 'HEAD'], options)
  const tags = await ask(base, ['for-each-ref', '--format=%(refname) %(objectname)', 'refs/tags'], options)
  return createHash('sha256')
    .update(JSON.stringify([head ?? '', tags ?? '']))
    .digest('hex')
}

async function listTrackedBelow(base: string, options: GitOptions): Promise<string[]> {
  const answer = await askGit(base, ['ls-files', '-z', '--', '.'], options)
  return (answer.output ?? '').split('\0').filter((path) => path !== '')
}

async function ask(
  folder: string,
  args: readonly string[],
  options: GitOptions,
): Promise<string | undefined> {
  const answer = await askGit(folder, args, options)
  const text = answer.output?.trim()
  return text === '' ? undefined : text
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined
}

function foldersAbove(path: string): string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}
