import { createHash } from 'node:crypto'
import { type ArchiveEntry, collect, readArchive } from '@exuvia/files'
import type { FoundFile, FoundFolder, FoundMore, FoundType } from '@exuvia/manifest'
import { refusal, usageError, TARBALL_MANIFEST } from '@exuvia/model'
import { tarballManifestLimit } from '@exuvia/packaging'
import { contentDigest } from '../release/content-digest.ts'
import { statFile } from '../release/folder.ts'

/** A tarball or an unpacked folder, read once. */
export interface FoundTree {
  /** Of the tarball itself, lower-case hex. */
  readonly sha256?: string
  /** The bytes of its EXUVIA.json. */
  readonly about: Buffer
  /** EXUVIA.json as messages name it. */
  readonly aboutName: string
  /** The folder inside a tarball; undefined for an unpacked folder, which may have any name. */
  readonly root?: string
  /** Everything inside but folders; with EXUVIA.json. */
  readonly files: readonly FoundFile[]
  readonly more: FoundMore
}

const TYPES: Readonly<Record<ArchiveEntry['type'], FoundType>> = {
  file: 'file',
  directory: 'folder',
  symlink: 'link',
  hardlink: 'hard link',
}

/**
 * Reads a tarball once: its own digest, its EXUVIA.json, and each entry as the tar header describes it.
 * @param name as messages name it
 * @throws usage error `not-verifiable` without an EXUVIA.json; refusals `tarball-manifest-type`,
 *   `manifest-too-large`; errors of `readArchive`
 */
export async function readTarballTree(
  file: string,
  name: string,
  signal: AbortSignal,
): Promise<FoundTree & { readonly sha256: string }> {
  const packed = createHash('sha256')
  const limit = tarballManifestLimit((await statFile(file)).size)
  const entries: (FoundFile & FoundFolder)[] = []
  let about: { readonly root: string; readonly bytes: Buffer } | undefined
  for await (const entry of readArchive(file, {}, (chunk) => packed.update(chunk))) {
    signal.throwIfAborted()
    const root = about === undefined ? rootOf(entry.path) : undefined
    const digest = contentDigest()
    if (root === undefined) for await (const chunk of entry.content) digest.update(chunk)
    else {
      about = { root, bytes: await aboutOf(entry, name, limit) }
      digest.update(about.bytes)
    }
    const { path, size, link } = entry
    entries.push({
      path,
      type: TYPES[entry.type],
      size,
      sha256: digest.hex(),
      mode: octal(entry.mode),
      ...(link === undefined ? {} : { link }),
    })
  }
  if (about === undefined) {
    throw usageError('not-verifiable', { file: name })
  }
  const { root, bytes } = about
  const below = entries.map((entry) => ({ ...entry, path: belowRoot(entry.path, root) }))
  return {
    sha256: packed.digest('hex'),
    about: bytes,
    aboutName: `${name}!${root}/${TARBALL_MANIFEST}`,
    root,
    files: below.filter(({ type }) => type !== 'folder'),
    more: { folders: below.filter(({ type }) => type === 'folder'), exactModes: true },
  }
}

/** Permission bits as `FoundFile` has them. */
export function octal(mode: number): string {
  return `0${(mode & 0o7777).toString(8).padStart(3, '0')}`
}

/** The error for an EXUVIA.json that is not a file. */
export function notAFile(file: string, type: FoundType): Error {
  return refusal('tarball-manifest-type', { file, type })
}

function rootOf(path: string): string | undefined {
  const [root, name, ...more] = path.split('/', 3)
  return name === TARBALL_MANIFEST && more.length === 0 ? root : undefined
}

async function aboutOf(entry: ArchiveEntry, name: string, limit: number): Promise<Buffer> {
  if (entry.type !== 'file') throw notAFile(`${name}!${entry.path}`, TYPES[entry.type])
  const bytes = await collect(entry.content, limit)
  if (bytes === undefined) throw refusal('manifest-too-large', { file: `${name}!${entry.path}` })
  return bytes
}

/** Marks entries outside the tarball's folder, so that they do not count as files in it. */
function belowRoot(path: string, root: string): string {
  if (path === root) return ''
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : `../${path}`
}
