import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readFile, readdir, readlink } from 'node:fs/promises'
import path from 'node:path'
import { collect, readArchive } from '@exuvia/files'
import { type FileComparison, type FoundFile, compareFiles, parseTarballManifest } from '@exuvia/manifest'
import {
  type ManifestFile,
  type ReleaseArtifact,
  type ReleaseManifest,
  type TarballManifest,
  compareText,
  refusal,
  usageError,
} from '@exuvia/model'
import { asFound, readHeads } from '../release/archive-files.ts'
import type { RunContext } from '../context.ts'
import { MAX_TARBALL_MANIFEST_BYTES, TARBALL_MANIFEST } from '../stages/pack.ts'
import { aboutDiffers } from './about-differs.ts'
import { describeAsset, statFile } from '../release/folder.ts'

/** The result for one tarball, unpacked folder or other file of a release. */
export interface VerifiedItem {
  /** As the user named it. */
  readonly name: string
  readonly kind: 'tarball' | 'folder' | 'file' | 'statement'
  readonly target?: string
  /** Number of compared files. */
  readonly files: number
  /** Problems of the item as a whole: a digest that differs, a missing file. */
  readonly problems: readonly string[]
  readonly comparison?: FileComparison
}

/** The manifest to compare with instead of the EXUVIA.json inside. */
export interface TrustedManifest {
  readonly manifest: ReleaseManifest
  /** The expected tarball; default: the one of the same kind and target. */
  readonly artifact?: ReleaseArtifact
}

/**
 * Compares a tarball's digest and files with a manifest, or its files with the EXUVIA.json
 * inside if there is no manifest.
 * @throws usage error `not-verifiable` if it contains no EXUVIA.json
 */
export async function verifyTarball(
  file: string,
  name: string,
  trusted: TrustedManifest | undefined,
  context: RunContext,
): Promise<VerifiedItem> {
  const { manifest, root } = await readTarballManifest(file, name)
  const heads = await readHeads(file, undefined)
  context.signal.throwIfAborted()
  // Mark entries outside the tarball's folder, so that they do not count as files in it.
  const actual = heads.map(asFound).map((found) => ({
    ...found,
    path: found.path.startsWith(`${root}/`) ? found.path.slice(root.length + 1) : `../${found.path}`,
  }))
  const about = { name, kind: 'tarball' as const }
  const { sha256 } = await describeAsset(file, context.signal)
  return compareItem(about, manifest, withoutAbout(actual), trusted, sha256)
}

/** The same for an unpacked folder. */
export async function verifyFolder(
  folder: string,
  name: string,
  trusted: TrustedManifest | undefined,
  context: RunContext,
): Promise<VerifiedItem> {
  const file = path.join(folder, TARBALL_MANIFEST)
  const { size } = await statFile(file)
  if (size > MAX_TARBALL_MANIFEST_BYTES) throw refusal('manifest-too-large', `${file} has ${size} bytes`)
  const manifest = parseTarballManifest(await readFile(file, 'utf8'), file)
  const actual: ManifestFile[] = []
  for await (const found of walk(folder, '')) {
    context.signal.throwIfAborted()
    actual.push(found)
  }
  return compareItem({ name, kind: 'folder' }, manifest, withoutAbout(actual), trusted)
}

function withoutAbout<T extends FoundFile>(files: readonly T[]): T[] {
  return files.filter((file) => file.path !== TARBALL_MANIFEST)
}

/** @param sha256 of the tarball itself, if there is one */
function compareItem(
  about: Pick<VerifiedItem, 'name' | 'kind'>,
  manifest: TarballManifest,
  actual: readonly FoundFile[],
  trusted: TrustedManifest | undefined,
  sha256?: string,
): VerifiedItem {
  const { target, kind } = manifest
  const item = { ...about, ...(target === undefined ? {} : { target }), files: actual.length }
  if (trusted === undefined)
    return { ...item, problems: [], comparison: compareFiles(manifest.files, actual) }
  const artifact =
    trusted.artifact ??
    trusted.manifest.artifacts.find((each) => each.kind === kind && each.target === target)
  if (artifact === undefined)
    return { ...item, problems: [`the manifest has no artifact for ${target ?? kind}`] }
  const wrong = aboutDiffers(manifest, trusted.manifest, artifact)
  const problems = [
    ...(sha256 === undefined || sha256 === artifact.sha256 ? [] : [digestProblem(sha256, artifact.sha256)]),
    ...(wrong === undefined ? [] : [`${wrong} in ${TARBALL_MANIFEST} differs from the manifest`]),
  ]
  return { ...item, problems, comparison: compareFiles(artifact.files, actual) }
}

/** The message of every comparison with the manifest. */
export function digestProblem(sha256: string, expected: string): string {
  return `SHA-256 is ${sha256}; expected ${expected} (manifest)`
}

async function readTarballManifest(
  file: string,
  name: string,
): Promise<{ manifest: TarballManifest; root: string }> {
  for await (const entry of readArchive(file)) {
    const match = /^([^/]+)\/EXUVIA\.json$/.exec(entry.path)
    if (match?.[1] === undefined) {
      for await (const _ of entry.content) void _
      continue
    }
    if (entry.size > MAX_TARBALL_MANIFEST_BYTES)
      throw refusal('manifest-too-large', `${name}: ${entry.path} has ${entry.size} bytes`)
    const bytes = await collect(entry.content)
    return {
      manifest: parseTarballManifest(bytes.toString('utf8'), `${name}!${entry.path}`),
      root: match[1],
    }
  }
  throw usageError('not-verifiable', `${name} holds no ${TARBALL_MANIFEST}: Exuvia did not make it`, {
    hint: 'judge it by a policy instead: exuvia check FILE',
  })
}

async function* walk(folder: string, below: string): AsyncIterable<ManifestFile> {
  const entries = await readdir(path.join(folder, below), { withFileTypes: true })
  for (const entry of entries.sort((a, b) => compareText(a.name, b.name))) {
    const at = below === '' ? entry.name : `${below}/${entry.name}`
    const full = path.join(folder, at)
    if (entry.isDirectory()) {
      yield* walk(folder, at)
    } else if (entry.isSymbolicLink()) {
      yield { path: at, size: 0, sha256: '', mode: '0777', link: await readlink(full) }
    } else {
      const stats = await lstat(full)
      const digest = createHash('sha256')
      if (stats.isFile()) for await (const chunk of createReadStream(full)) digest.update(chunk as Uint8Array)
      yield { path: at, size: stats.size, sha256: digest.digest('hex'), mode: modeOf(stats.mode) }
    }
  }
}

/** Windows has no executable bit, so it cannot differ there. */
function modeOf(mode: number): string {
  if (process.platform === 'win32') return ''
  return (mode & 0o100) === 0 ? '0644' : '0755'
}
