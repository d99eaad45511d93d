import { createReadStream } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { findInside, readArchive } from '@exuvia/files'
import { compareText, refusal, usageError, globMatcher, mapParallel } from '@exuvia/model'
import { WHEEL_LIMITS, openContent } from '@exuvia/project'
import { CACHE_FOLDER, isInCacheFolder, parseWheelDataPath, parseWheelFilename } from '@exuvia/packaging'
import { explainUnreadable, statFile } from '../release/folder.ts'

/** One file to compile or copy. */
export interface InputFile {
  /** Its path below the output folder, or in the wheel. */
  readonly path: string
  /** Its path below `site-packages`, for `co_filename`. */
  readonly modulePath: string
  readonly python: boolean
  readonly executable: boolean
  readonly size: number
  /** Seconds since 1970, whole. */
  readonly mtime: number
  /** For messages. */
  readonly label: string
  readonly open: () => AsyncIterable<Uint8Array>
}

/** A skipped file, and the reason. */
export interface LeftOut {
  readonly path: string
  readonly reason: string
}

export interface Gathered {
  readonly files: readonly InputFile[]
  readonly leftOut: readonly LeftOut[]
}

/** The gathered files for the output folder, or from one wheel. */
export interface NamedInput {
  /** The wheel's file name; undefined for files of the folder. */
  readonly wheel: string | undefined
  readonly gathered: Gathered
}

/** Gathers the files of all sources: folders and single files together, each wheel separately. */
export async function gatherInputs(
  sources: readonly string[],
  exclude: readonly string[],
): Promise<NamedInput[]> {
  const wheels = sources.filter((source) => source.endsWith('.whl'))
  const others = sources.filter((source) => !source.endsWith('.whl'))
  const inputs: NamedInput[] = []
  if (others.length > 0) {
    const trees = await mapParallel(others, 4, (source) => gatherDisk(source, exclude))
    const files = trees.flatMap((tree) => tree.files)
    inputs.push({
      wheel: undefined,
      gathered: { files, leftOut: trees.flatMap(({ leftOut }) => leftOut) },
    })
  }
  for (const wheel of wheels)
    inputs.push({ wheel: path.basename(wheel), gathered: await gatherWheel(wheel, exclude) })
  return inputs
}

const SOURCE_SUFFIX = /\.pyw?$/i

/**
 * Gathers the files of a folder, or a single file on disk. A folder's files go to the output
 * folder itself; a folder that is a package keeps its own name there.
 */
async function gatherDisk(source: string, exclude: readonly string[]): Promise<Gathered> {
  const { isFolder } = await statFile(source)
  if (!isFolder) {
    const file = await inputFile(source, path.basename(source))
    if (!file.python) throw usageError('not-a-source', { source })
    return { files: [file], leftOut: [] }
  }
  const names = await readdir(source)
  const prefix = names.includes('__init__.py') ? `${path.basename(await realpath(source))}/` : ''
  const walker: Walker = {
    root: await realpath(source),
    excluded: globFilter(exclude),
    files: [],
    leftOut: [],
  }
  await walk(walker, source, '', prefix)
  return walker
}

/** Larger files of a wheel are not kept in memory, but read again for the copy. */
const KEPT_BYTES = 1024 * 1024

/** Gathers the files of a wheel: keeps its sources in memory, and streams larger files later. */
async function gatherWheel(wheel: string, exclude: readonly string[]): Promise<Gathered> {
  const excluded = globFilter(exclude)
  const name = parseWheelFilename(path.basename(wheel))
  const files: InputFile[] = []
  const leftOut: LeftOut[] = []
  for await (const entry of readArchive(wheel, WHEEL_LIMITS)) {
    if (entry.type === 'directory') continue
    const data = parseWheelDataPath(entry.path, name)
    const python = SOURCE_SUFFIX.test(entry.path) && isImportable(data?.scheme)
    const keep = python || entry.size <= KEPT_BYTES
    const chunks: Uint8Array[] = []
    for await (const chunk of entry.content) if (keep) chunks.push(chunk)
    if (entry.type !== 'file') throw refusal('wheel-link', { wheel, path: entry.path })
    if (excluded(entry.path)) {
      leftOut.push({ path: entry.path, reason: 'excluded' })
      continue
    }
    const bytes = Buffer.concat(chunks)
    files.push({
      path: entry.path,
      modulePath: data?.rest ?? entry.path,
      python,
      executable: (entry.mode & 0o100) !== 0,
      size: entry.size,
      mtime: 0,
      label: `${path.basename(wheel)}!${entry.path}`,
      open: () => (keep ? once(bytes) : openContent({ kind: 'zip', archive: wheel, entry: entry.path })),
    })
  }
  return dropStale({ files, leftOut })
}

/** `.data/scripts`, `.data/data` and `.data/headers` are not modules (PyPA wheel specification). */
function isImportable(scheme: string | undefined): boolean {
  return scheme === undefined || scheme === 'purelib' || scheme === 'platlib'
}

interface Walker {
  readonly root: string
  readonly excluded: (path: string) => boolean
  files: InputFile[]
  leftOut: LeftOut[]
}

async function walk(walker: Walker, folder: string, below: string, prefix: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw explainUnreadable(error, folder)
  })
  for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
    const at = `${below}${entry.name}`
    const full = path.join(folder, entry.name)
    if (entry.name === CACHE_FOLDER || walker.excluded(at)) {
      walker.leftOut.push({
        path: `${prefix}${at}`,
        reason: entry.name === CACHE_FOLDER ? 'old bytecode' : 'excluded',
      })
      continue
    }
    const target = entry.isSymbolicLink() ? await followLink(walker, full) : entry
    if (target.isDirectory()) {
      if (entry.isSymbolicLink()) throw usageError('linked-folder', { folder: full })
      await walk(walker, full, `${at}/`, prefix)
    } else if (target.isFile()) {
      walker.files.push(await inputFile(full, `${prefix}${at}`))
    } else {
      walker.leftOut.push({ path: `${prefix}${at}`, reason: 'neither a file nor a folder' })
    }
  }
  if (below === '') {
    const kept = dropStale(walker)
    walker.files = [...kept.files]
    walker.leftOut = [...kept.leftOut]
  }
}

async function followLink(
  walker: Walker,
  full: string,
): Promise<{ isFile(): boolean; isDirectory(): boolean }> {
  const { state, real } = await findInside(walker.root, full)
  if (state === 'missing') throw usageError('broken-link', { file: full })
  if (state === 'outside' || real === walker.root) {
    throw usageError('link-outside', { file: full, target: real, folder: 'the folder to compile' })
  }
  return stat(full)
}

/** A `.pyc` beside its `.py` is old, and would shadow the new one. */
function dropStale({ files, leftOut }: Gathered): Gathered {
  const sources = new Set(
    files.filter(({ python }) => python).map((file) => file.path.replace(SOURCE_SUFFIX, '')),
  )
  const isStale = (file: InputFile): boolean => {
    const plain = /^(.*)\.py[co]$/.exec(file.path)
    if (plain?.[1] !== undefined) return sources.has(plain[1])
    return isInCacheFolder(file.path)
  }
  const stale = files.filter(isStale).map((file) => ({ path: file.path, reason: 'old bytecode' }))
  return { files: files.filter((file) => !isStale(file)), leftOut: [...leftOut, ...stale] }
}

async function inputFile(full: string, at: string): Promise<InputFile> {
  const stats = await stat(full).catch((error: unknown) => {
    throw explainUnreadable(error, full)
  })
  const below = at.split(path.sep).join('/')
  return {
    path: below,
    modulePath: below,
    python: SOURCE_SUFFIX.test(full),
    executable: (stats.mode & 0o100) !== 0,
    size: stats.size,
    mtime: Math.floor(stats.mtimeMs / 1000),
    label: full,
    open: () => createReadStream(full),
  }
}

function globFilter(globs: readonly string[]): (path: string) => boolean {
  const tests = globs.map(globMatcher)
  return (at) => tests.some((test) => test(at))
}

async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
  yield bytes
}
