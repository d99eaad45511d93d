import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, join, relative, resolve } from 'node:path'
import { type TomlLimits, readBounded, readInside, readToml, TomlView } from '@exuvia/files'
import { ExuviaError, messageOf, outsideError, systemErrorCode, usageError } from '@exuvia/model'
import { knownProject } from '../known-project.ts'
import { findPyproject } from '../pyproject.ts'
import type { Lock } from './lock.ts'
import { badLock } from './lock-file.ts'
import { readPylock } from './read-pylock.ts'
import { type PlacedLine, hasDigests, requirementsLock } from './read-requirements.ts'
import { readUvLock } from './read-uv-lock.ts'
import { requirementsLines } from './requirements-lines.ts'
import { changedUvSettings } from './uv-settings.ts'

/** Bytes of a lock file: several times the largest that are published. */
const MAX_LOCK = 16 * 2 ** 20
const LIMITS: TomlLimits = { characters: MAX_LOCK, marks: 1_000_000 }

/** Files that a requirements file may include, all together. */
const MAX_INCLUDES = 100

/** Folders above the project in which a workspace may keep its lock. */
const MAX_PARENTS = 16

interface Options {
  /** Absolute, without links. */
  readonly root: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/**
 * Reads the lock that the config names.
 * @throws usage errors `no-lock`, `bad-lock`, `bad-toml`
 */
export async function readNamedLock(name: string, options: Options): Promise<Lock> {
  const path = isAbsolute(name) ? name : resolve(options.root, name)
  const text = await readLockText(path, name)
  if (text === undefined) throw usageError('no-lock', { file: name })
  const lock = await parseLock(text, path, name, options)
  if (lock === undefined) {
    throw badLock(name, undefined, 'the file names no digests', [
      'make one with digests: uv pip compile --universal --generate-hashes pyproject.toml -o requirements.txt',
    ])
  }
  return lock
}

/**
 * Finds the lock of a project: uv.lock (also the one of its workspace, in a folder above),
 * pylock.toml, requirements.txt with digests, in this order.
 * @returns undefined if there is none
 * @throws as `readNamedLock`
 */
export async function findLock(options: Options): Promise<Lock | undefined> {
  const found = await findLockFile(options.root)
  return found === undefined ? undefined : parseLock(found.text, found.path, found.name, options)
}

/** A lock file on the disk. */
export interface LockFile {
  /** Absolute. */
  readonly path: string
  /** Relative to the project. */
  readonly name: string
  readonly text: string
}

/**
 * Finds the file that `findLock` reads; it may be damaged.
 * @param root absolute, without links
 * @throws outside error `unreadable`, usage error `bad-lock` for a file that is no text
 */
export async function findLockFile(root: string): Promise<LockFile | undefined> {
  const workspace = await workspaceFolder(root)
  const places = [
    join(root, 'uv.lock'),
    ...(workspace === undefined ? [] : [join(workspace, 'uv.lock')]),
    join(root, 'pylock.toml'),
    join(root, 'requirements.txt'),
  ]
  for (const path of places) {
    const name = relative(root, path)
    const text = await readLockText(path, name)
    if (text !== undefined && (!path.endsWith('.txt') || hasDigests(text))) return { path, name, text }
  }
  return undefined
}

/** Finds the nearest folder above a project whose pyproject.toml declares a uv workspace. */
export async function workspaceFolder(root: string): Promise<string | undefined> {
  let folder = dirname(root)
  for (let step = 0; step < MAX_PARENTS && folder !== dirname(folder); step++, folder = dirname(folder)) {
    const text = await readLockText(join(folder, 'pyproject.toml'), 'pyproject.toml').catch(() => undefined)
    if (
      text !== undefined &&
      text.split('\n').some((line) => line.trimStart().startsWith('[tool.uv.workspace]'))
    )
      return folder
  }
  return undefined
}

async function parseLock(
  text: string,
  path: string,
  name: string,
  options: Options,
): Promise<Lock | undefined> {
  const folder = dirname(path)
  if (/\.(?:txt|in)$/.test(path)) {
    // A named file without entries, as uv writes it for a project without dependencies, locks nothing.
    if (!hasDigests(text) && requirementsLines(text, name, options.env).length > 0) return undefined
    const lines = await includedLines(text, path, name, options)
    return withFolderNames(requirementsLock(lines, name, options.root))
  }
  const view = new TomlView(readToml(text, name, { code: 'bad-toml', limits: LIMITS, wrong: 'bad-lock' }))
  if (view.has('lock-version')) return readPylock(view, name, folder)
  const lock = readUvLock(view, name, folder)
  const beside = await findPyproject(folder)
  if (beside === undefined) return lock
  const hasUvToml = (await readLockText(join(folder, 'uv.toml'), 'uv.toml').catch(() => '')) !== undefined
  return { ...lock, changedSettings: changedUvSettings(view, beside, hasUvToml) }
}

/** A requirements file names folders alone: what is in them has its own name. */
async function withFolderNames(lock: Lock): Promise<Lock> {
  const packages = lock.packages.map(async (item) => {
    if (item.source.kind !== 'folder') return item
    const folder = join(item.source.path, item.subdirectory ?? '')
    const pyproject = await findPyproject(folder).catch(() => undefined)
    const { name, normalizedName } = knownProject(pyproject, undefined)
    return name === undefined || normalizedName === undefined ? item : { ...item, name, normalizedName }
  })
  return { ...lock, packages: await Promise.all(packages) }
}

/** Reads a requirements file and everything that it includes; includes stay inside the project. */
async function includedLines(
  text: string,
  path: string,
  name: string,
  { root, env }: Options,
): Promise<PlacedLine[]> {
  const placed: PlacedLine[] = []
  const seen = new Set<string>()
  await add(text, path, name, false)
  return placed

  async function add(content: string, at: string, shown: string, isConstraint: boolean): Promise<void> {
    if (seen.has(at)) return
    seen.add(at)
    if (seen.size > MAX_INCLUDES) throw badLock(name, undefined, `includes more than ${MAX_INCLUDES} files`)
    for (const entry of requirementsLines(content, shown, env)) {
      if (entry.kind !== 'include' && entry.kind !== 'constraints') {
        placed.push({ entry, folder: dirname(at), isConstraint })
        continue
      }
      if (/^[a-z+]+:\/\//i.test(entry.path)) {
        throw badLock(shown, entry.line, 'Exuvia does not read included files from an address')
      }
      const inner = resolve(dirname(at), entry.path)
      const innerName = relative(root, inner)
      const bytes = await readInside(root, innerName, MAX_LOCK)
      if (bytes === undefined)
        throw badLock(shown, entry.line, `the included file ${innerName} does not exist`)
      await add(decoded(bytes, innerName), inner, innerName, isConstraint || entry.kind === 'constraints')
    }
  }
}

export async function readLockText(path: string, name: string): Promise<string | undefined> {
  let bytes: Buffer | undefined
  try {
    bytes = await readBounded(await realpath(path), MAX_LOCK)
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(systemErrorCode(error) ?? '')) return undefined
    if (error instanceof ExuviaError) throw error
    throw outsideError('unreadable', { file: path, reason: messageOf(error) }, { cause: error })
  }
  if (bytes === undefined) throw badLock(name, undefined, `the file has more than ${MAX_LOCK} bytes`)
  return decoded(bytes, name)
}

function decoded(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw badLock(name, undefined, 'the file is not UTF-8')
  }
}
