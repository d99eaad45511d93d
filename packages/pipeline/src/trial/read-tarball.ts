import path from 'node:path'
import { collect, readArchive, readBounded } from '@exuvia/files'
import { parseTarballManifest } from '@exuvia/manifest'
import { TARBALL_MANIFEST, type TarballManifest, refusal, usageError } from '@exuvia/model'
import { tarballManifestLimit } from '@exuvia/packaging'
import { statFile } from '../release/folder.ts'
import type { TrialSubject } from './subjects.ts'

/**
 * Reads the EXUVIA.json of a tarball, without unpacking it.
 * @throws usage error `not-a-trial`; what `readArchive` throws
 */
export async function readAbout(file: string): Promise<TarballManifest> {
  const about = await findAbout(file)
  if (about === undefined) throw usageError('not-a-trial', { file: path.basename(file) })
  return about
}

/** The same; undefined if the archive has none. @throws what `readArchive` throws */
export async function findAbout(file: string): Promise<TarballManifest | undefined> {
  for await (const entry of readArchive(file)) {
    const [, name, ...more] = entry.path.split('/')
    if (entry.type !== 'file' || name !== TARBALL_MANIFEST || more.length > 0) continue
    const bytes = await collect(entry.content, tarballManifestLimit((await statFile(file)).size))
    if (bytes === undefined) {
      throw refusal('metadata-too-large', { archive: file, path: entry.path, size: entry.size })
    }
    return parseTarballManifest(bytes.toString('utf8'), entry.path)
  }
  return undefined
}

/** The entry points of each distribution in an unpacked release: distribution → the text of its file. */
export async function readEntryPoints(root: string, about: TrialSubject): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const { path: at, distribution } of about.files) {
    if (distribution === undefined || !/^lib\/[^/]+\.dist-info\/entry_points\.txt$/.test(at)) continue
    const bytes = await readBounded(path.join(root, at), 1024 * 1024)
    if (bytes !== undefined) texts.set(distribution, bytes.toString('utf8'))
  }
  return texts
}
