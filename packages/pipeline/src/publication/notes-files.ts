import { access, readdir } from 'node:fs/promises'
import path from 'node:path'
import type { ChangesetFile } from '@exuvia/notes'
import { readBounded, readJson } from '@exuvia/files'
import { compareText, messageOf, systemErrorCode, usageError, nearest } from '@exuvia/model'
import { statFile } from '../release/folder.ts'
import { NOTES_WORDS } from './notes-source.ts'

/** The changelog of a decades-old project has about a megabyte. */
const MAX_NOTES_BYTES = 4 * 1024 * 1024
/**
 * The lines that a file of notes may have, and the characters on average from which on it may have
 * more: a parser's work depends on its lines and blocks. Real changelogs have 25 or more.
 */
const MAX_SHORT_LINES = 10_000
const LINE_CHARACTERS = 16
/** The usual names of changelogs, in the root or in docs/. */
const CHANGELOG =
  /^(?:changelog|changes|change[-_ ]?log|history|news|release[-_ ]?notes)(?:\.(?:md|markdown|rst|txt))?$/i

/**
 * Reads a file of notes as text.
 * @throws usage errors `no-such-file`, `notes-too-large`, `notes-too-many-lines`, `notes-not-text`
 */
export async function readNotesFile(file: string): Promise<string> {
  const { size, isFolder } = await statNotes(file)
  if (isFolder) throw usageError('notes-folder', { file })
  const bytes = await readBounded(file, MAX_NOTES_BYTES)
  if (bytes === undefined) throw usageError('notes-too-large', { file, size, limit: MAX_NOTES_BYTES })
  const text = decodeNotes(bytes, file)
  const count = countLines(bytes)
  if (count > MAX_SHORT_LINES && text.length < count * LINE_CHARACTERS) {
    const args = { file, count, least: LINE_CHARACTERS, limit: MAX_SHORT_LINES }
    throw usageError('notes-too-many-lines', args)
  }
  return text
}

function decodeNotes(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    if (systemErrorCode(error) !== 'ERR_ENCODING_INVALID_ENCODED_DATA') throw error
    throw usageError('notes-not-text', { file }, { cause: error })
  }
}

/** Lines end with a line feed, a carriage return, or both. */
function countLines(bytes: Uint8Array): number {
  let count = 1
  for (const [at, byte] of bytes.entries()) {
    if (byte === 0x0a || (byte === 0x0d && bytes[at + 1] !== 0x0a)) count += 1
  }
  return count
}

async function statNotes(file: string): ReturnType<typeof statFile> {
  try {
    return await statFile(file)
  } catch (error) {
    const word = nearest(path.basename(file), NOTES_WORDS)
    if (word === undefined || path.extname(file) !== '') throw error
    throw usageError('notes-not-found', { reason: messageOf(error), word }, { cause: error })
  }
}

/**
 * Finds the project's changelog: in its root, or else in docs/.
 * @throws usage errors `no-changelog`, `several-changelogs`
 */
export async function findChangelog(root: string): Promise<string> {
  for (const folder of [root, path.join(root, 'docs')]) {
    const found = (await listFiles(folder)).filter((name) => CHANGELOG.test(name))
    const [name] = found
    if (found.length > 1) {
      throw usageError('several-changelogs', { files: found, first: name ?? '' })
    }
    if (name !== undefined) return path.join(folder, name)
  }
  throw usageError('no-changelog', { folder: root })
}

/**
 * Finds the pending changesets in the nearest .changeset folder.
 * @throws usage error `no-changesets`
 */
export async function readChangesets(root: string): Promise<ChangesetFile[]> {
  const base = await findUp(root, '.changeset')
  const folder = path.join(base ?? root, '.changeset')
  // linear: it begins at the start of a file name
  const names = (await listFiles(folder)).filter((name) => /^(?!README\.md$)[^.].*\.md$/i.test(name))
  // In prerelease mode the changesets of earlier prereleases stay until the end, and pre.json lists them.
  const taken = new Set(await readTaken(path.join(folder, 'pre.json')))
  const pending = names.filter((name) => !taken.has(name.slice(0, -3)))
  if (pending.length === 0) {
    throw usageError('no-changesets', { folder })
  }
  return Promise.all(
    pending.map(async (name) => ({ name, text: await readNotesFile(path.join(folder, name)) })),
  )
}

/** Far above the size of any list of changesets. */
const MAX_STATE_BYTES = 1024 * 1024

async function readTaken(file: string): Promise<string[]> {
  try {
    const bytes = await readBounded(file, MAX_STATE_BYTES)
    const data = readJson(bytes?.toString('utf8') ?? '', { length: MAX_STATE_BYTES })
    const list = data !== null && typeof data === 'object' && 'changesets' in data ? data.changesets : []
    return Array.isArray(list) ? list.filter((name) => typeof name === 'string') : []
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return []
    throw usageError('changeset-state-invalid', { file, reason: messageOf(error) }, { cause: error })
  }
}

/** The root of the repository around a folder; undefined outside of one. */
export async function repositoryRoot(folder: string): Promise<string | undefined> {
  return findUp(folder, '.git')
}

/** The nearest folder, from this one up to the repository's root, with an entry of this name. */
async function findUp(folder: string, name: string): Promise<string | undefined> {
  if (await exists(path.join(folder, name))) return folder
  const parent = path.dirname(folder)
  return parent === folder || (await exists(path.join(folder, '.git'))) ? undefined : findUp(parent, name)
}

async function exists(file: string): Promise<boolean> {
  try {
    await access(file)
    return true
  } catch {
    return false
  }
}

/** Names of the files in a folder, sorted; none if there is no such folder. */
async function listFiles(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries
      .filter((entry) => !entry.isDirectory())
      .map(({ name }) => name)
      .sort(compareText)
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT' || systemErrorCode(error) === 'ENOTDIR') return []
    throw error
  }
}
