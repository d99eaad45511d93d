import path from 'node:path'
import { readBounded } from '@exuvia/files'
import { parsePart } from '@exuvia/manifest'
import type { ReleaseManifest } from '@exuvia/model'
import { distributionStem } from '@exuvia/packaging'
import { isPartName } from '../parts/part.ts'
import { CHECKSUMS, listedFiles, pageName, startName } from '../stages/manifest.ts'
import { MAX_MANIFEST_BYTES, readManifestFile } from './folder.ts'

/**
 * Finds the finished releases and parts of releases that Exuvia wrote among a project's files, wherever `--out`
 * put them. A file counts only if a manifest beside it names it; a manifest that cannot be read names nothing.
 * @param root absolute
 * @param paths files, relative to `root`, with `/`
 */
export async function findOwnOutputs(root: string, paths: readonly string[]): Promise<string[]> {
  const listed = new Set(paths)
  const found = new Set<string>()
  for (const at of paths) {
    const manifest = await readOutput(path.join(root, at))
    if (manifest === undefined) continue
    const folder = path.posix.dirname(at)
    const stem = distributionStem(manifest.name, manifest.version)
    const names = [
      ...listedFiles(manifest).map(({ name }) => name),
      ...(isPartName(at) ? [] : [pageName(stem), startName(stem), CHECKSUMS]),
    ]
    for (const name of names) found.add(path.posix.join(folder, name))
    found.add(at)
  }
  return [...found].filter((each) => listed.has(each))
}

async function readOutput(file: string): Promise<ReleaseManifest | undefined> {
  try {
    if (file.endsWith('.manifest.json')) return await readManifestFile(file)
    if (!isPartName(file)) return undefined
    const bytes = await readBounded(file, MAX_MANIFEST_BYTES)
    return bytes === undefined ? undefined : parsePart(bytes.toString('utf8'), file).manifest
  } catch {
    // Another program's file of that name, or half of one, is a file like any other.
    return undefined
  }
}
