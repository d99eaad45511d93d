import { statSync } from 'node:fs'
import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { compareText, messageOf, outsideError, systemErrorCode, usageError } from '@exuvia/model'
import { type Found, MAX_DEPTH, breathe, findInside, foldersOf, type TomlView } from '@exuvia/files'
import { ignoreRules } from './ignore-rules.ts'
import { isEnvironment, isLeftOut, NEVER, publishedFolders } from './left-out.ts'
import { hatchTomlOf } from './hatch-toml.ts'
import { findRepository, listIgnored, listTracked } from './git.ts'
import { type FolderEntry, listFolder, NOT_UTF8 } from './list-folder.ts'
import { isPipe } from './git-pipes.ts'
import { readProjectText } from './project-text.ts'

/** One file of a project. */
export interface TreeFile {
  /** Relative to the project, with `/`. */
  readonly path: string
  /** Absolute. */
  readonly absolute: string
  /** Bytes. */
  readonly size: number
  readonly executable: boolean
  /**
   * `outside`: a link that leaves the project; `broken`: a dangling link; `special`: a pipe, socket or device;
   * `unnamed`: its name is not UTF-8.
   */
  readonly state: 'file' | 'outside' | 'broken' | 'special' | 'unnamed'
  /** Whether git ignores it. */
  readonly ignored: boolean
}

/** A project's files, read once. Layouts choose from it without reading the disk. */
export interface Tree {
  readonly root: string
  /** By path, sorted. */
  readonly files: ReadonlyMap<string, TreeFile>
  /** The files directly in each folder, sorted. */
  readonly filesByFolder: ReadonlyMap<string, readonly TreeFile[]>
  /** Names of the folders in each folder; `''` is the project. */
  readonly folders: ReadonlyMap<string, readonly string[]>
  /** Folders that could not be listed, with the reason. */
  readonly unreadable: ReadonlyMap<string, string>
  /** Paths that git tracks; undefined outside a repository. */
  readonly tracked: ReadonlySet<string> | undefined
  /** Why git refuses to list tracked and ignored files, if there is a repository. */
  readonly gitRefusal: string | undefined
  /** Text of the project's own `.gitignore`, or of the nearest one above it in the repository. */
  readonly gitignore: string
  /** Text of MANIFEST.in, empty if there is none. */
  readonly manifestIn: string
  /** hatch.toml, whose tables replace those of `[tool.hatch]`. */
  readonly hatchToml: TomlView | undefined
  /** Text of an sdist's SOURCES.txt, which setuptools reads where no version control lists files. */
  readonly sourcesTxt: string
}

const MAX_FILES = 500_000

/** Rules of `.gitignore`; templates of all languages together have a third of this. */
const MAX_RULES = 5000

/** Folders reached through links: a few links in one another make more paths than can be walked. */
const MAX_LINKED = 5_000

/** No archive holds deeper files, and each call of the system walks all folders of a path. */
const TOO_DEEP = `more than ${MAX_DEPTH} nested folders`

export interface ReadTreeOptions {
  readonly env: NodeJS.ProcessEnv
  /** Folders below the project to leave out, such as the one for finished releases. */
  readonly skip?: readonly string[]
  readonly signal?: AbortSignal | undefined
}

/**
 * Walks a project. It follows links that stay inside the project.
 * @throws outside errors `unreadable`, `too-many-files`; usage error `too-many-ignore-rules`
 */
export async function readTree(root: string, options: ReadTreeOptions): Promise<Tree> {
  const realRoot = await realpath(root)
  // git answers during the walk.
  const repository = findRepository(root, options)
  const trackedDuring = repository.then((place) => listTracked(root, place, options))
  // The walk may fail first.
  trackedDuring.catch(() => {})
  const found: Omit<TreeFile, 'ignored'>[] = []
  const leftOut: string[] = []
  const folders = new Map<string, string[]>()
  const unreadable = new Map<string, string>()
  const skip = new Set(options.skip)
  let linked = 0
  // By real place. A hostile tree comes to the same ones by links, thousands of times.
  const targets = new Map<string, Found>()
  const listings = new Map<string, readonly FolderEntry[]>()
  const environments = new Map<string, boolean>()
  // Everything in an sdist is the project's, and so is what git tracks.
  const isSdist = await isPublished(root)
  let trackedFolders: Promise<ReadonlySet<string>> | undefined
  const isPublishedFolder = async (path: string): Promise<boolean> => {
    if (isSdist) return true
    trackedFolders ??= trackedDuring.then(({ paths }) => publishedFolders(paths ?? []))
    return (await trackedFolders).has(path)
  }

  async function walk(folder: string, ancestors: readonly string[], isLinked: boolean): Promise<void> {
    options.signal?.throwIfAborted()
    if (isLinked) linked += 1
    if (linked > MAX_LINKED) throw outsideError('too-many-files', { folder: root, limit: MAX_LINKED })
    const here = ancestors.at(-1) ?? realRoot
    const names = folders.get(folder) ?? []
    folders.set(folder, names)
    for (const entry of await entriesOf(folder, here, isLinked)) {
      await breathe()
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      const absolute = join(root, path)
      if (skip.has(path)) continue
      let kind: 'folder' | TreeFile['state'] = 'special'
      let real = absolute
      if (!entry.isUtf8) {
        // A folder's files have no name either.
        if (entry.kind === 'folder') {
          unreadable.set(path, NOT_UTF8)
          continue
        }
        kind = 'unnamed'
      } else if (entry.kind === 'link') {
        const place = join(here, entry.name)
        const target = targets.get(place) ?? (await findInside(realRoot, place))
        targets.set(place, target)
        kind = target.state === 'missing' ? 'broken' : target.state
        real = target.real
        if (kind === 'folder' && ancestors.includes(real)) kind = 'broken'
      } else if (entry.kind === 'folder') {
        kind = 'folder'
        if (ancestors.length > MAX_DEPTH) {
          unreadable.set(path, TOO_DEEP)
          continue
        }
        // Asking for the real path would walk all folders above again.
        real = join(here, entry.name)
      } else if (entry.kind === 'file') kind = 'file'
      if (kind === 'folder') {
        const isOut = await isLeftOut(entry.name, folder, async () => isPublishedFolder(path))
        if (isOut || (await isEnvironmentAt(real))) {
          if (!NEVER.has(entry.name)) leftOut.push(path)
          continue
        }
        names.push(entry.name)
        await walk(path, [...ancestors, real], isLinked || entry.kind === 'link')
        continue
      }
      if (NEVER.has(entry.name) || entry.name === '.DS_Store') continue
      if (found.length >= MAX_FILES) throw outsideError('too-many-files', { folder: root, limit: MAX_FILES })
      const facts = kind === 'file' ? statSync(absolute) : undefined
      found.push({
        path,
        absolute,
        size: facts?.size ?? 0,
        executable: ((facts?.mode ?? 0) & 0o100) !== 0,
        state: kind,
      })
    }
    names.sort(compareText)
  }

  async function isEnvironmentAt(real: string): Promise<boolean> {
    const known = environments.get(real) ?? (await isEnvironment(real))
    environments.set(real, known)
    return known
  }

  /** A folder below the project that cannot be listed matters only if it would ship. */
  async function entriesOf(folder: string, real: string, isLinked: boolean): Promise<readonly FolderEntry[]> {
    try {
      const entries = listings.get(real) ?? (await listFolder(real))
      if (isLinked) listings.set(real, entries)
      return entries
    } catch (error) {
      if (folder === '' || systemErrorCode(error) === undefined) throw error
      unreadable.set(folder, messageOf(error))
      return []
    }
  }

  try {
    await walk('', [realRoot], false)
  } catch (error) {
    if (error instanceof Error && systemErrorCode(error) !== undefined && error.name !== 'ExuviaError') {
      throw outsideError('unreadable', { file: root, reason: messageOf(error) }, { cause: error })
    }
    throw error
  }
  const pipe = await findIgnorePipe(found)
  const listed =
    pipe === undefined
      ? await listIgnored(root, await repository, { names: NEVER, paths: leftOut }, options)
      : { paths: undefined, refusal: `${pipe} is not a regular file` }
  // A folder that the repository around it ignores, such as an unpacked archive, is no part of that repository.
  const isOutside = listed.paths?.includes('./') === true
  const ignored = await ignoredPaths(root, isOutside ? undefined : listed.paths)
  const tracked = await trackedDuring
  const files = found.map((file): TreeFile => ({ ...file, ignored: ignored(file.path) }))
  files.sort((a, b) => compareText(a.path, b.path))
  return {
    root,
    files: new Map(files.map((file) => [file.path, file])),
    filesByFolder: Map.groupBy(files, (file) => file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')))),
    folders,
    unreadable,
    tracked: tracked.paths === undefined ? undefined : new Set(tracked.paths),
    gitRefusal: listed.refusal ?? tracked.refusal,
    gitignore: await nearestGitignore(root),
    manifestIn: (await readProjectText(root, 'MANIFEST.in')) ?? '',
    hatchToml: hatchTomlOf(await readProjectText(root, 'hatch.toml')),
    sourcesTxt: await readSourcesTxt(root),
  }
}

/** Reads SOURCES.txt of an unpacked sdist; a checkout's comes from an earlier build and may be stale. */
async function readSourcesTxt(root: string): Promise<string> {
  if (!(await isPublished(root))) return ''
  for (const folder of ['', 'src']) {
    const names = await readdir(join(root, folder)).catch(() => [])
    for (const name of names.filter((each) => each.endsWith('.egg-info')).sort(compareText)) {
      const text = await readProjectText(root, join(folder, name, 'SOURCES.txt'))
      if (text !== undefined) return text
    }
  }
  return ''
}

/** Whether a folder is an unpacked sdist. */
async function isPublished(root: string): Promise<boolean> {
  return (await readProjectText(root, 'PKG-INFO')) !== undefined
}

/** Lists the files below a folder (`''`: all), each folder's own first. */
export function filesBelow(tree: Tree, folder: string): TreeFile[] {
  const inside = (tree.folders.get(folder) ?? []).flatMap((name) =>
    filesBelow(tree, folder === '' ? name : `${folder}/${name}`),
  )
  return [...filesIn(tree, folder), ...inside]
}

/** Lists the files directly in a folder. */
export function filesIn(tree: Tree, folder: string): readonly TreeFile[] {
  return tree.filesByFolder.get(folder) ?? []
}

export function isFolder(tree: Tree, path: string): boolean {
  return tree.folders.has(path)
}

export function isFile(tree: Tree, path: string): boolean {
  return tree.files.has(path)
}

/** Normalises a path: `src` for `./src/`, `''` for `.`; undefined if it leaves the project. */
export function projectPath(path: string): string | undefined {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
  const isOutside = path.startsWith('/') || parts.includes('..')
  return isOutside ? undefined : parts.join('/')
}

/** Finds a `.gitignore` that is a pipe or a device: git would open it and wait. */
async function findIgnorePipe(files: readonly Omit<TreeFile, 'ignored'>[]): Promise<string | undefined> {
  for (const { path, absolute, state } of files) {
    const isIgnore = path === '.gitignore' || path.endsWith('/.gitignore')
    if (isIgnore && state !== 'file' && (await isPipe(absolute))) return path
  }
  return undefined
}

async function ignoredPaths(
  root: string,
  listed: readonly string[] | undefined,
): Promise<(path: string) => boolean> {
  if (listed === undefined) {
    // An sdist has what its backend chose; its backend takes all of it (hatchling reads .gitignore by itself).
    if (await isPublished(root)) return () => false
    // Without a repository, such as in an unpacked archive, the file still names what is not source.
    const rules = ignoreRules((await nearestGitignore(root)).split(/\r?\n/))
    return (path) => rules.ignores(path)
  }
  const exact = new Set(listed.filter((path) => !path.endsWith('/')))
  const folders = new Set(listed.filter((path) => path.endsWith('/')).map((path) => path.slice(0, -1)))
  return (path) =>
    exact.has(path) || folders.has('.') || foldersOf(path).some((folder) => folders.has(folder))
}

/** Finds .gitignore as hatchling does: in the project, else in the folders above, up to the repository's. */
async function nearestGitignore(root: string): Promise<string> {
  for (let folder = root, depth = 0; depth < 64; depth++) {
    // git does not follow a link here either (since 2.32), and reading a pipe would block.
    const facts = await lstat(join(folder, '.gitignore')).catch(() => undefined)
    if (facts?.isFile() === true) {
      const text = (await readProjectText(folder, '.gitignore')) ?? ''
      // Each rule is compared with each file.
      if (text.split('\n').filter((line) => /^\s*[^\s#]/.test(line)).length > MAX_RULES)
        throw usageError('too-many-ignore-rules', { file: join(folder, '.gitignore'), limit: MAX_RULES })
      return text
    }
    const parent = join(folder, '..')
    const isBoundary = await stat(join(folder, '.git')).then(
      () => true,
      () => false,
    )
    if (isBoundary || parent === folder) return ''
    folder = parent
  }
  return ''
}
