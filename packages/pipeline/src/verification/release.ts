import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { ExuviaError, type ReleaseArtifact, type ReleaseManifest, compareText } from '@exuvia/model'
import { isArchiveName } from '@exuvia/files'
import { isBundleName, isStatementName } from '../publication/provenance.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { type ReleaseFolder, statFile } from '../release/folder.ts'
import { verifyChecksums } from './checksums.ts'
import type { VerifyContext } from './digest.ts'
import { verifyArchive } from './archive-item.ts'
import { type VerifiedItem, digestProblem, verifyTarball } from './item.ts'
import { verifyStatements } from './statement.ts'

/** The result for the files of a release. */
export interface VerifiedRelease {
  readonly items: readonly VerifiedItem[]
  /** Files that were not checked. */
  readonly notes: readonly string[]
  /** SHA-256 of SHA256SUMS, to compare with the release's page. */
  readonly checksums?: string
}

/**
 * Verifies a release folder: SHA256SUMS, then every artifact with its digest and files
 * against the trusted manifest or the folder's own. Reports each file once.
 */
export async function verifyRelease(
  release: ReleaseFolder,
  trusted: ReleaseManifest | undefined,
  context: VerifyContext,
): Promise<VerifiedRelease> {
  const { folder, files } = release
  // What others do not care for, such as hidden files, is named too.
  const others = [...release.others, ...(await hiddenIn(release))]
  const manifest = trusted ?? release.manifest
  const found: (VerifiedItem | undefined)[] = []
  for (const [index, artifact] of manifest.artifacts.entries()) {
    context.progress({
      kind: 'count',
      stage: 'verify',
      label: artifact.file,
      done: index,
      total: manifest.artifacts.length,
    })
    found.push(await verifyArtifact(folder, artifact, manifest, context))
  }
  // Only now: reading the tarballs has already computed their digests.
  const sums = await verifyChecksums(folder, files, context)
  const strangers = others.filter(
    (name) => !isStatementName(name) && !isBundleName(name) && !sums.some((item) => item.name === name),
  )
  const artifacts: VerifiedItem[] = []
  for (const [index, artifact] of manifest.artifacts.entries()) {
    const item = found[index] ?? (await missingArtifact(folder, artifact, strangers, context))
    const listed = sums.find(({ name }) => name === artifact.file)
    artifacts.push(item.problems.length > 0 ? item : { ...item, problems: listed?.problems ?? [] })
  }
  const told = new Set(artifacts.map(({ name }) => name))
  const rest = sums
    .filter(({ name, problems }) => !told.has(name) && (problems.length > 0 || !isStatementName(name)))
    .map((item) =>
      item.name === release.manifestFile && !isDeepStrictEqual(manifest, release.manifest)
        ? { ...item, problems: [...item.problems, 'differs from the manifest that --manifest names'] }
        : item,
    )
  return {
    items: [
      ...(await withSbom(rest, folder, manifest, context)),
      ...(await verifyStatements(release, context)),
      ...artifacts,
    ],
    notes: strangers.map((name) => `${name} is not part of the release and was not checked`),
    ...(await digestOfChecksums(folder, context)),
  }
}

/** Compares the SBOM with the manifest too: SHA256SUMS may name another one. */
async function withSbom(
  items: readonly VerifiedItem[],
  folder: string,
  { sbom }: ReleaseManifest,
  { digests }: VerifyContext,
): Promise<VerifiedItem[]> {
  if (sbom === undefined) return [...items]
  const { file, sha256 } = sbom
  const found = await digests.of(path.join(folder, file))
  const problem =
    found === undefined ? 'not found' : (found.problem ?? digestProblem(found.sha256 ?? '', sha256))
  const isRight = found?.sha256 === sha256
  const item = items.find(({ name }) => name === file)
  if (item === undefined)
    return [...items, { name: file, kind: 'file', files: 0, problems: isRight ? [] : [problem] }]
  const isTold = isRight || item.problems.length > 0
  return items.map((each) => (each !== item || isTold ? each : { ...item, problems: [problem] }))
}

/**
 * Verifies files without a manifest beside them: SHA256SUMS, and each of Exuvia's tarballs
 * against the trusted manifest or the EXUVIA.json inside.
 * @param assets that SHA256SUMS must list
 */
export async function verifyListed(
  folder: string,
  assets: readonly string[],
  trusted: ReleaseManifest | undefined,
  context: VerifyContext,
): Promise<VerifiedRelease> {
  const insides = new Map<string, PromiseSettledResult<VerifiedItem | undefined>>()
  const lookInside = async (name: string): Promise<void> => {
    if (!isArchiveName(name, 'readable') || !existsSync(path.join(folder, path.basename(name)))) return
    const [inside] = await Promise.allSettled([insideOf(folder, name, trusted, context)])
    insides.set(name, inside)
  }
  const items: VerifiedItem[] = []
  for (const item of await verifyChecksums(folder, assets, context, lookInside)) {
    const inside = item.problems.length === 0 ? insides.get(item.name) : undefined
    // Damage of a file with another digest is no error of its own.
    if (inside?.status === 'rejected') throw inside.reason
    items.push(inside?.value ?? item)
  }
  return { items, notes: [], ...(await digestOfChecksums(folder, context)) }
}

async function hiddenIn({ folder, files }: ReleaseFolder): Promise<string[]> {
  const names = await readdir(folder)
  return names.filter((name) => name.startsWith('.') && !files.includes(name)).sort(compareText)
}

async function insideOf(
  folder: string,
  name: string,
  trusted: ReleaseManifest | undefined,
  context: VerifyContext,
): Promise<VerifiedItem | undefined> {
  try {
    const file = path.join(folder, path.basename(name))
    const ofManifest = trusted === undefined ? undefined : { manifest: trusted }
    return await verifyTarball(file, name, ofManifest, context)
  } catch (error) {
    context.signal.throwIfAborted()
    // An archive of another tool counts as a plain file.
    if (error instanceof ExuviaError && error.code === 'not-verifiable') return undefined
    throw error
  }
}

/** Undefined if the tarball does not exist. */
async function verifyArtifact(
  folder: string,
  artifact: ReleaseArtifact,
  manifest: ReleaseManifest,
  context: VerifyContext,
): Promise<VerifiedItem | undefined> {
  const at = path.join(folder, artifact.file)
  if (!existsSync(at)) return undefined
  try {
    return await verifyArchive(at, artifact.file, { manifest, artifact }, context)
  } catch (error) {
    // A damaged tarball differs by digest; report that instead of its content.
    const found = await context.digests.of(at)
    if (!(error instanceof ExuviaError) || found?.sha256 === artifact.sha256) throw error
    const problem = found?.problem ?? digestProblem(found?.sha256 ?? '', artifact.sha256)
    return { ...unread(artifact), problems: [problem] }
  }
}

async function missingArtifact(
  folder: string,
  artifact: ReleaseArtifact,
  strangers: readonly string[],
  context: VerifyContext,
): Promise<VerifiedItem> {
  const renamed = await findRenamed(folder, artifact, strangers, context)
  const where = renamed === undefined ? '' : `; ${renamed} has the same bytes: rename it`
  return { ...unread(artifact), problems: [`not found${where}`] }
}

function unread({ file, kind, target }: ReleaseArtifact): Omit<VerifiedItem, 'problems'> {
  return {
    name: file,
    kind: kind === 'wheel' ? kind : 'tarball',
    ...(target === undefined ? {} : { target }),
    files: 0,
  }
}

/** A file that a browser saved as `name (1).tar.gz`. */
async function findRenamed(
  folder: string,
  { size, sha256 }: ReleaseArtifact,
  strangers: readonly string[],
  context: VerifyContext,
): Promise<string | undefined> {
  for (const name of strangers) {
    const file = path.join(folder, name)
    const stats = await statFile(file)
    if (!stats.isFile || stats.size !== size) continue
    if ((await context.digests.of(file))?.sha256 === sha256) return name
  }
  return undefined
}

async function digestOfChecksums(
  folder: string,
  context: VerifyContext,
): Promise<Pick<VerifiedRelease, 'checksums'>> {
  const found = await context.digests.of(path.join(folder, CHECKSUMS))
  return found?.sha256 === undefined ? {} : { checksums: found.sha256 }
}
