import { createHash } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { lstat, readFile, readdir, readlink } from 'node:fs/promises'
import path from 'node:path'
import { readArchive } from '@exuvia/archiver'
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
import { asFound, readHeads } from '../archive-files.ts'
import type { RunContext } from '../context.ts'
import { isStatementName } from '../publication/provenance.ts'
import { MAX_TARBALL_MANIFEST_BYTES, TARBALL_MANIFEST } from '../stages/pack.ts'
import {
  describeAsset,
  readManifestFile,
  readReleaseFolder,
  readReleaseOf,
  refusePart,
  statFile,
  type ReleaseFolder,
} from './release-folder.ts'
import { type ProvenanceReport, refuseProvenanceOptions } from './verify-attestations.ts'
import { verifyChecksums } from './verify-checksums.ts'
import { verifyStatements } from './verify-statement.ts'

/** What was found out about one tarball, unpacked folder or other file of a release. */
export interface VerifiedItem {
  /** As a person named it. */
  readonly name: string
  readonly kind: 'tarball' | 'folder' | 'file' | 'statement'
  readonly target?: string
  /** Files that were compared. */
  readonly files: number
  /** Problems of the item as a whole: a digest that differs, a missing file. */
  readonly problems: readonly string[]
  readonly comparison?: FileComparison
}

export interface VerifyReport {
  readonly items: readonly VerifiedItem[]
  /** Of a release on GitHub: who vouches for it. */
  readonly provenance?: ProvenanceReport
  /** Whether everything is as it was built. */
  readonly intact: boolean
}

export interface VerifyOptions {
  /** A manifest from a place that is trusted, to compare with instead of the EXUVIA.json inside. */
  readonly manifest?: string | undefined
  /** Refuse a release on GitHub of which a file has no verified attestation. */
  readonly requireProvenance?: boolean | undefined
  /** A file with Sigstore's trusted root, or several, instead of the one that is kept up to date. */
  readonly trustedRoot?: string | undefined
}

/**
 * Compares a tarball, a folder that one was unpacked to, or a folder with a whole
 * release, with what the manifest says: every file's digest, size and executability.
 * @throws usage error `not-verifiable` where there is nothing to compare with
 */
export async function verifyPath(
  subject: string,
  options: VerifyOptions,
  context: RunContext,
): Promise<VerifyReport> {
  const file = path.resolve(context.cwd, subject)
  const { isFolder } = await statFile(file)
  refusePart(file)
  refuseProvenanceOptions(options)
  const trusted = await readTrusted(options, context)
  if (!isFolder && file.endsWith('.manifest.json'))
    return reportOf(await verifyRelease(await readReleaseOf(file), trusted, context))
  if (!isFolder) return reportOf([await verifyTarball(file, subject, trusted?.artifacts, context)])
  const inside = await readdir(file)
  if (inside.includes(TARBALL_MANIFEST))
    return reportOf([await verifyFolder(file, subject, trusted?.artifacts, context)])
  const release = await readReleaseFolder(file)
  if (release !== undefined) return reportOf(await verifyRelease(release, trusted, context))
  throw usageError(
    'not-verifiable',
    `${subject} holds neither ${TARBALL_MANIFEST} nor a manifest to compare with`,
    {
      hint: 'name a tarball, the folder it was unpacked to, a folder with a release, or OWNER/NAME@TAG',
    },
  )
}

/** The manifest from a trusted place that `--manifest` names. */
export async function readTrusted(
  options: VerifyOptions,
  context: RunContext,
): Promise<ReleaseManifest | undefined> {
  if (options.manifest === undefined) return undefined
  return readManifestFile(path.resolve(context.cwd, options.manifest))
}

/**
 * A release folder: SHA256SUMS, then every artifact by the trusted manifest or its own,
 * its digest and each file inside. A file that both speak of is told once where it is right.
 */
export async function verifyRelease(
  release: ReleaseFolder,
  trusted: ReleaseManifest | undefined,
  context: RunContext,
): Promise<VerifiedItem[]> {
  const { artifacts } = trusted ?? release.manifest
  const sums = await verifyChecksums(release.folder, release.files, context)
  const items = sums.filter(
    ({ name, problems }) =>
      problems.length > 0 || !(isStatementName(name) || artifacts.some(({ file }) => file === name)),
  )
  items.push(...(await verifyStatements(release, context)))
  for (const [index, artifact] of artifacts.entries()) {
    context.progress({
      kind: 'count',
      stage: 'verify',
      label: artifact.file,
      done: index,
      total: artifacts.length,
    })
    const file = path.join(release.folder, artifact.file)
    items.push(await verifyArtifact(file, artifact, context))
  }
  return items
}

/** Puts items together to a report. */
export function reportOf(items: readonly VerifiedItem[], provenance?: ProvenanceReport): VerifyReport {
  const same = items.every((item) => item.problems.length === 0 && isSame(item.comparison))
  if (provenance === undefined) return { items, intact: same }
  return { items, provenance, intact: same && provenance.problems.length === 0 }
}

async function verifyArtifact(
  file: string,
  artifact: ReleaseArtifact,
  context: RunContext,
): Promise<VerifiedItem> {
  const asset = existsSync(file) ? await describeAsset(file, context.signal) : undefined
  const about = {
    name: artifact.file,
    kind: 'tarball' as const,
    ...(artifact.target === undefined ? {} : { target: artifact.target }),
  }
  if (asset === undefined) return { ...about, files: 0, problems: ['it is not there'] }
  if (asset.sha256 !== artifact.sha256) {
    const problem = `its SHA-256 is ${asset.sha256}, and the manifest says ${artifact.sha256}`
    return { ...about, files: 0, problems: [problem] }
  }
  return verifyTarball(file, artifact.file, [artifact], context)
}

async function verifyTarball(
  file: string,
  name: string,
  artifacts: readonly ReleaseArtifact[] | undefined,
  context: RunContext,
): Promise<VerifiedItem> {
  const { manifest, root } = await readTarballManifest(file, name)
  const actual = (await readHeads(file, root)).filter((entry) => entry.path !== TARBALL_MANIFEST).map(asFound)
  context.signal.throwIfAborted()
  return compareItem({ name, kind: 'tarball' }, manifest, actual, artifacts)
}

async function verifyFolder(
  folder: string,
  name: string,
  artifacts: readonly ReleaseArtifact[] | undefined,
  context: RunContext,
): Promise<VerifiedItem> {
  const file = path.join(folder, TARBALL_MANIFEST)
  const { size } = await statFile(file)
  if (size > MAX_TARBALL_MANIFEST_BYTES) throw refusal('manifest-too-large', `${file} has ${size} bytes`)
  const manifest = parseTarballManifest(await readFile(file, 'utf8'), file)
  const actual: ManifestFile[] = []
  for await (const found of walk(folder, '')) {
    context.signal.throwIfAborted()
    if (found.path !== TARBALL_MANIFEST) actual.push(found)
  }
  return compareItem({ name, kind: 'folder' }, manifest, actual, artifacts)
}

function compareItem(
  about: Pick<VerifiedItem, 'name' | 'kind'>,
  manifest: TarballManifest,
  actual: readonly FoundFile[],
  artifacts: readonly ReleaseArtifact[] | undefined,
): VerifiedItem {
  const item = {
    ...about,
    ...(manifest.target === undefined ? {} : { target: manifest.target }),
    files: actual.length,
  }
  if (artifacts === undefined)
    return { ...item, problems: [], comparison: compareFiles(manifest.files, actual) }
  const artifact = artifacts.find(({ kind, target }) => kind === manifest.kind && target === manifest.target)
  if (artifact === undefined) {
    return { ...item, problems: [`the manifest names no artifact for ${manifest.target ?? manifest.kind}`] }
  }
  return { ...item, problems: [], comparison: compareFiles(artifact.files, actual) }
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
    const chunks: Uint8Array[] = []
    for await (const chunk of entry.content) chunks.push(chunk)
    return {
      manifest: parseTarballManifest(Buffer.concat(chunks).toString('utf8'), `${name}!${entry.path}`),
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

/** Windows keeps no executability, so it cannot have been lost there. */
function modeOf(mode: number): string {
  if (process.platform === 'win32') return ''
  return (mode & 0o100) === 0 ? '0644' : '0755'
}

function isSame(comparison: FileComparison | undefined): boolean {
  return (
    comparison === undefined ||
    (comparison.changed.length === 0 &&
      comparison.missing.length === 0 &&
      comparison.extra.length === 0 &&
      comparison.modeChanged.length === 0)
  )
}
