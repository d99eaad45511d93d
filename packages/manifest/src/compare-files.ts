import { foldersOf } from '@exuvia/files'
import { type ManifestFile, compareText } from '@exuvia/model'

/** What stands at a path. A tarball can have hard links; pipes, sockets and devices are on disks only. */
export type FoundType = 'file' | 'link' | 'hard link' | 'folder' | 'pipe' | 'socket' | 'device' | 'unknown'

/** A file found on disk or in an archive. */
export interface FoundFile {
  readonly path: string
  /** Undefined for a file or, with `link`, a symbolic link. */
  readonly type?: FoundType
  /** Bytes. */
  readonly size: number
  /** Lower-case hex. */
  readonly sha256: string
  /** Permission bits with setuid, setgid and sticky, octal; undefined or empty if the system has none. */
  readonly mode?: string
  /** Target of a symbolic or hard link; size and digest then do not count. */
  readonly link?: string
}

/** A folder found on disk or in an archive. */
export interface FoundFolder {
  /** Empty for the root. */
  readonly path: string
  /** As in `FoundFile`. */
  readonly mode?: string
}

/** What was found besides the files, and how its modes count. */
export interface FoundMore {
  /** Undefined if the source does not tell folders. */
  readonly folders?: readonly FoundFolder[]
  /** Whether an archive says the modes, to which no umask applied. */
  readonly exactModes?: boolean
}

/** Differences from a manifest; every list is sorted by path. The path of a folder ends in `/`. */
export interface FileComparison {
  /** Different content, a different link target, or another type: a link or a pipe instead of a file. */
  readonly changed: readonly {
    readonly path: string
    readonly expected: ManifestFile
    readonly actual: FoundFile
  }[]
  readonly missing: readonly ManifestFile[]
  /** Not in the manifest, or found twice; folders too, which the manifest has only with files in them. */
  readonly extra: readonly FoundFile[]
  /** The same content, but a different executable bit, a special bit, or more rights. */
  readonly modeChanged: readonly {
    readonly path: string
    readonly expected: string
    readonly actual: string
  }[]
  /** Folders of files that were found, which an archive has no entry for. */
  readonly missingFolders: readonly string[]
}

/** Every folder of a tarball has this mode. */
const FOLDER_MODE = '0755'

/** Compares what was found with a manifest: types, content, links, modes and folders. */
export function compareFiles(
  expected: readonly ManifestFile[],
  files: readonly FoundFile[],
  more: FoundMore = {},
): FileComparison {
  const wanted = new Map(expected.map((file) => [file.path, file]))
  const seen = new Set<string>()
  const changed: FileComparison['changed'][number][] = []
  const modeChanged: FileComparison['modeChanged'][number][] = []
  const extra: FoundFile[] = []
  const isSameMode = more.exactModes === true ? isExactMode : isModeOf
  for (const file of files) {
    const { path, mode: actual = '' } = file
    const entry = wanted.get(path)
    if (entry === undefined || seen.has(path)) {
      extra.push(file)
      continue
    }
    seen.add(path)
    if (!isSameContent(entry, file)) changed.push({ path, expected: entry, actual: file })
    else if (entry.link === undefined && !isSameMode(entry.mode, actual))
      modeChanged.push({ path, expected: entry.mode, actual })
  }
  const folders = compareFolders(wanted, seen, more)
  return {
    changed: changed.sort(byPath),
    missing: expected.filter(({ path }) => !seen.has(path)).sort(byPath),
    extra: [...extra, ...folders.extra].sort(byPath),
    modeChanged: [...modeChanged, ...folders.modeChanged].sort(byPath),
    missingFolders: folders.missing,
  }
}

/** Whether a comparison found no difference. */
export function isSame(comparison: FileComparison): boolean {
  return Object.values<readonly unknown[]>({ ...comparison }).every((differences) => differences.length === 0)
}

function compareFolders(
  wanted: ReadonlyMap<string, ManifestFile>,
  seen: ReadonlySet<string>,
  { folders, exactModes = false }: FoundMore,
): { extra: FoundFile[]; missing: string[]; modeChanged: FileComparison['modeChanged'][number][] } {
  if (folders === undefined) return { extra: [], missing: [], modeChanged: [] }
  const expected = foldersWith(wanted.keys())
  const present = new Map(folders.map((folder) => [folder.path, folder.mode ?? '']))
  const extra: FoundFile[] = []
  const modeChanged: FileComparison['modeChanged'][number][] = []
  for (const { path, mode: actual = '' } of folders) {
    const name = `${path}/`
    if (!expected.has(path)) extra.push({ path: name, type: 'folder', size: 0, sha256: '', mode: actual })
    else if (exactModes ? !isExactMode(FOLDER_MODE, actual) : !isFolderMode(actual, path, present))
      modeChanged.push({ path: path === '' ? './' : name, expected: FOLDER_MODE, actual })
  }
  // A file that was found on a disk has its folders.
  const missing = [...foldersWith(seen)].filter((path) => !present.has(path))
  return { extra, missing: missing.map((path) => `${path}/`).sort(compareText), modeChanged }
}

/** The root, and all folders of some files. */
function foldersWith(paths: Iterable<string>): Set<string> {
  const folders = new Set([''])
  for (const path of paths) {
    // From the innermost out: what lies above a known folder is known.
    for (const folder of foldersOf(path).toReversed()) {
      if (folders.has(folder)) break
      folders.add(folder)
    }
  }
  return folders
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return compareText(a.path, b.path)
}

function isSameContent(entry: ManifestFile, file: FoundFile): boolean {
  const type = file.type ?? (file.link === undefined ? 'file' : 'link')
  if (entry.link !== undefined) return type === 'link' && entry.link === file.link
  return type === 'file' && entry.size === file.size && entry.sha256 === file.sha256
}

const SPECIAL = 0o7000
const SETGID = 0o2000
const OWNER_EXECUTES = 0o100

function isExactMode(expected: string, actual: string): boolean {
  return actual === '' || Number.parseInt(expected, 8) === Number.parseInt(actual, 8)
}

/**
 * Whether a file that was unpacked has the mode that it was packed with. A umask removes rights,
 * so missing ones do not count, except for the owner's executable bit, on which programs depend.
 */
function isModeOf(expected: string, actual: string): boolean {
  if (actual === '') return true
  const [wanted, mode] = [Number.parseInt(expected, 8), Number.parseInt(actual, 8)]
  const added = mode & ~wanted & 0o777
  return (mode & SPECIAL) === 0 && added === 0 && (mode & OWNER_EXECUTES) === (wanted & OWNER_EXECUTES)
}

/**
 * The same for a folder. A folder inherits setgid from the one that it is made in (inode(7)). The
 * root can be a folder that the user made, with the group's rights and any inherited bit, so of it
 * only the right of everyone to write counts.
 */
function isFolderMode(actual: string, path: string, present: ReadonlyMap<string, string>): boolean {
  if (actual === '') return true
  const mode = Number.parseInt(actual, 8)
  if (path === '') return (mode & 0o4002) === 0
  const above = Number.parseInt(present.get(path.split('/').slice(0, -1).join('/')) ?? '', 8)
  const inherited = above & SETGID
  return (mode & SPECIAL & ~inherited) === 0 && (mode & 0o022) === 0
}
