import { existsSync } from 'node:fs'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { ExuviaError, type ReleaseArtifact, type ReleaseManifest } from '@exuvia/model'
import type { RunContext } from '../context.ts'
import { isStatementName } from '../publication/provenance.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { isArchiveName } from '../foreign/check-file.ts'
import { type ReleaseFolder, describeAsset, statFile } from '../release/folder.ts'
import { verifyChecksums } from './checksums.ts'
import { type VerifiedItem, digestProblem, verifyTarball } from './item.ts'
import { verifyStatements } from './statement.ts'

/** What was found out about the files of a release. */
export interface VerifiedRelease {
  readonly items: readonly VerifiedItem[]
  /** What was not looked at. */
  readonly notes: readonly string[]
  /** SHA-256 of SHA256SUMS, as the release's page tells it. */
  readonly checksums?: string
}

/**
 * A release folder: what SHA256SUMS says, then every artifact by the trusted manifest or the
 * folder's own, its digest and each file inside. Each file is told once.
 */
export async function verifyRelease(
  release: ReleaseFolder,
  trusted: ReleaseManifest | undefined,
  context: RunContext,
): Promise<VerifiedRelease> {
  const { folder, files, others } = release
  const manifest = trusted ?? release.manifest
  const sums = await verifyChecksums(folder, files, context)
  const strangers = others.filter(
    (name) => !isStatementName(name) && !sums.some((item) => item.name === name),
  )
  const artifacts: VerifiedItem[] = []
  for (const [index, artifact] of manifest.artifacts.entries()) {
    context.progress({
      kind: 'count',
      stage: 'verify',
      label: artifact.file,
      done: index,
      total: manifest.artifacts.length,
    })
    const item = await verifyArtifact(folder, artifact, { manifest, strangers }, context)
    const listed = sums.find(({ name }) => name === artifact.file)
    artifacts.push(item.problems.length > 0 ? item : { ...item, problems: listed?.problems ?? [] })
  }
  const told = new Set(artifacts.map(({ name }) => name))
  const rest = sums
    .filter(({ name, problems }) => !told.has(name) && (problems.length > 0 || !isStatementName(name)))
    .map((item) =>
      item.name === release.manifestFile && !isDeepStrictEqual(manifest, release.manifest)
        ? { ...item, problems: [...item.problems, 'it is not the manifest that --manifest names'] }
        : item,
    )
  return {
    items: [...rest, ...(await verifyStatements(release, context)), ...artifacts],
    notes: strangers.map((name) => `${name} is not of the release, and was not looked at`),
    ...(await digestOfChecksums(folder, context)),
  }
}

/**
 * Files without a manifest beside them: what SHA256SUMS says, and each tarball of Exuvia's by the
 * trusted manifest or the EXUVIA.json inside.
 * @param assets that SHA256SUMS has to name
 */
export async function verifyListed(
  folder: string,
  assets: readonly string[],
  trusted: ReleaseManifest | undefined,
  context: RunContext,
): Promise<VerifiedRelease> {
  const items: VerifiedItem[] = []
  for (const item of await verifyChecksums(folder, assets, context)) {
    const looksInside = item.problems.length === 0 && isArchiveName(item.name)
    items.push(looksInside ? await insideOf(folder, item, trusted, context) : item)
  }
  return { items, notes: [], ...(await digestOfChecksums(folder, context)) }
}

async function insideOf(
  folder: string,
  item: VerifiedItem,
  trusted: ReleaseManifest | undefined,
  context: RunContext,
): Promise<VerifiedItem> {
  try {
    const file = path.join(folder, path.basename(item.name))
    const ofManifest = trusted === undefined ? undefined : { manifest: trusted }
    return await verifyTarball(file, item.name, ofManifest, context)
  } catch (error) {
    // Another's archive is a file like any other.
    if (error instanceof ExuviaError && error.code === 'not-verifiable') return item
    throw error
  }
}

async function verifyArtifact(
  folder: string,
  artifact: ReleaseArtifact,
  release: { readonly manifest: ReleaseManifest; readonly strangers: readonly string[] },
  context: RunContext,
): Promise<VerifiedItem> {
  const { file, target } = artifact
  const at = path.join(folder, file)
  const item = { name: file, kind: 'tarball' as const, ...(target === undefined ? {} : { target }), files: 0 }
  if (!existsSync(at)) {
    const renamed = await findRenamed(folder, artifact, release.strangers, context)
    const where = renamed === undefined ? '' : `; ${renamed} has its bytes: rename it`
    return { ...item, problems: [`it is not there${where}`] }
  }
  try {
    return await verifyTarball(at, file, { manifest: release.manifest, artifact }, context)
  } catch (error) {
    // What is no tarball any more has another digest, and nothing inside to tell of.
    const { sha256 } = await describeAsset(at, context.signal)
    if (!(error instanceof ExuviaError) || sha256 === artifact.sha256) throw error
    return { ...item, problems: [digestProblem(sha256, artifact.sha256)] }
  }
}

/** A file that a browser saved as `name (1).tar.gz`. */
async function findRenamed(
  folder: string,
  { size, sha256 }: ReleaseArtifact,
  strangers: readonly string[],
  context: RunContext,
): Promise<string | undefined> {
  for (const name of strangers) {
    const file = path.join(folder, name)
    const stats = await statFile(file)
    if (stats.isFolder || stats.size !== size) continue
    if ((await describeAsset(file, context.signal)).sha256 === sha256) return name
  }
  return undefined
}

async function digestOfChecksums(
  folder: string,
  context: RunContext,
): Promise<Pick<VerifiedRelease, 'checksums'>> {
  const file = path.join(folder, CHECKSUMS)
  return existsSync(file) ? { checksums: (await describeAsset(file, context.signal)).sha256 } : {}
}
