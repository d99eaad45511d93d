import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { readBounded } from '@exuvia/files'
import { type NamedPart, parsePart } from '@exuvia/manifest'
import { addAll, ExuviaError, compareText, refusal, usageError, message } from '@exuvia/model'
import { isPartName } from './part.ts'
import type { RunContext } from '../context.ts'
import { MAX_MANIFEST_BYTES, statFile } from '../release/folder.ts'

/** How deep to search a given folder for parts: artifact stores put each in a folder of its own. */
const DEPTH = 3

/** A part on disk. */
export interface FoundPart extends NamedPart {
  /** Absolute path of the folder that contains its tarballs. */
  readonly folder: string
}

/**
 * Reads the parts that paths name: their files, or folders that contain them, at most three
 * levels down. Reads each once, in the order of their paths, not of the arguments.
 * @throws usage error `no-parts`; as `parsePart` for the first unreadable part
 */
export async function findParts(given: readonly string[], context: RunContext): Promise<FoundPart[]> {
  const files = new Set<string>()
  for (const name of given) {
    const full = path.resolve(context.cwd, name)
    const { isFolder } = await statFile(full)
    const found = isFolder ? await partsBelow(full, DEPTH) : isPartName(full) ? [full] : []
    if (found.length === 0) throw await noParts(name, full, isFolder)
    for (const file of found) files.add(file)
  }
  const parts: FoundPart[] = []
  const unread: ExuviaError[] = []
  for (const file of [...files].sort(compareText)) {
    context.signal.throwIfAborted()
    try {
      parts.push(await readPart(file, context))
    } catch (error) {
      if (!(error instanceof ExuviaError)) throw error
      unread.push(error)
    }
  }
  const [first] = unread
  if (first === undefined) return parts
  if (unread.length === 1) throw first
  const problems = unread.flatMap((error) => error.message.split('\n'))
  throw new ExuviaError(first.kind, message('parts-unreadable', { count: unread.length, problems }), {
    cause: first,
  })
}

async function readPart(file: string, context: RunContext): Promise<FoundPart> {
  const where = path.relative(context.cwd, file) || file
  const { size } = await statFile(file)
  const bytes = await readBounded(file, MAX_MANIFEST_BYTES)
  if (bytes === undefined) throw refusal('part-too-large', { part: where, size })
  return { where, folder: path.dirname(file), part: parsePart(bytes.toString('utf8'), where) }
}

async function partsBelow(folder: string, depth: number): Promise<string[]> {
  const found: string[] = []
  // A staging folder of a killed build begins with a dot too.
  const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'))
  for (const entry of entries) {
    const full = path.join(folder, entry.name)
    if (entry.isDirectory() && depth > 0) addAll(found, await partsBelow(full, depth - 1))
    else if (entry.isFile() && isPartName(entry.name)) found.push(full)
  }
  return found
}

async function noParts(name: string, full: string, isFolder: boolean): Promise<Error> {
  const finished = isFolder && (await readdir(full)).some((each) => each.endsWith('.manifest.json'))
  const reason = finished
    ? 'it contains a finished release'
    : isFolder
      ? 'it contains no *.part.json'
      : 'it is not a *.part.json'
  return usageError('no-parts', { path: name, reason })
}
