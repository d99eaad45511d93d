import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import {
  type FileComparison,
  compareFiles,
  parseTarballManifest,
  serializeTarballManifest,
} from '@exuvia/manifest'
import {
  type ManifestFile,
  type ReleaseArtifact,
  type ReleaseManifest,
  TARBALL_MANIFEST,
  type TarballManifest,
} from '@exuvia/model'
import { distributionStem } from '@exuvia/packaging'
import type { RunContext } from '../context.ts'
import { aboutDiffers } from './about-differs.ts'
import type { VerifyContext } from './digest.ts'
import { readFolderTree } from './found-folder.ts'
import { type FoundTree, readTarballTree } from './found-tarball.ts'

/** The result for one tarball, unpacked folder or other file of a release. */
export interface VerifiedItem {
  /** As the user named it. */
  readonly name: string
  readonly kind: 'tarball' | 'folder' | 'wheel' | 'file' | 'statement'
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
 * Compares a tarball's digest and everything in it with a manifest, or with the EXUVIA.json
 * inside if there is no manifest.
 * @throws usage errors `not-verifiable` if it contains no EXUVIA.json, `manifest-newer` if a later
 *   Exuvia made it; refusals `tarball-manifest-type`, `manifest-invalid`
 */
export async function verifyTarball(
  file: string,
  name: string,
  trusted: TrustedManifest | undefined,
  { signal, digests }: VerifyContext,
): Promise<VerifiedItem> {
  const tree = await readTarballTree(file, name, signal)
  digests.know(file, tree.sha256)
  return compareItem({ name, kind: 'tarball' }, tree, trusted)
}

/** Compares a file that is no archive, such as the SBOM, with the digest in the manifest beside it, if that lists it. */
export async function verifyListedFile(
  file: string,
  name: string,
  { sha256 }: { readonly sha256: string | undefined },
  { digests }: VerifyContext,
): Promise<VerifiedItem> {
  const found = await digests.of(file)
  const problem =
    found?.problem ??
    (sha256 === undefined || sha256 === found?.sha256
      ? undefined
      : digestProblem(found?.sha256 ?? '', sha256))
  return { name, kind: 'file', files: 0, problems: problem === undefined ? [] : [problem] }
}

/** The same for an unpacked folder. */
export async function verifyFolder(
  folder: string,
  name: string,
  trusted: TrustedManifest | undefined,
  context: RunContext,
): Promise<VerifiedItem> {
  const tree = await readFolderTree(folder, context.signal)
  return compareItem({ name, kind: 'folder' }, tree, trusted)
}

function compareItem(
  about: Pick<VerifiedItem, 'name' | 'kind'>,
  tree: FoundTree,
  trusted: TrustedManifest | undefined,
): VerifiedItem {
  const inside = parseTarballManifest(tree.about.toString('utf8'), tree.aboutName)
  const { target, kind } = inside
  const item = { ...about, ...(target === undefined ? {} : { target }), files: tree.files.length - 1 }
  const problems = problemsOfAbout(tree, inside)
  if (trusted === undefined)
    return {
      ...item,
      problems,
      comparison: compareFiles(withAbout(inside.files, tree), tree.files, tree.more),
    }
  const artifact = trusted.artifact ?? artifactOf(trusted.manifest, inside, about.name, tree.sha256)
  if (artifact === undefined)
    return { ...item, problems: [...problems, `the manifest has no artifact for ${target ?? kind}`] }
  if (tree.sha256 !== undefined && tree.sha256 !== artifact.sha256)
    problems.push(digestProblem(tree.sha256, artifact.sha256))
  const field = aboutDiffers(inside, sha256Of(tree.about), trusted.manifest, artifact)
  if (field !== undefined) problems.push(`${field} in ${TARBALL_MANIFEST} differs from the manifest`)
  return {
    ...item,
    problems,
    comparison: compareFiles(withAbout(artifact.files, tree), tree.files, tree.more),
  }
}

/** Archives of a target in several formats have the same contents: the one with this name or digest, else any. */
function artifactOf(
  { artifacts }: ReleaseManifest,
  { kind, target }: TarballManifest,
  name: string,
  sha256: string | undefined,
): ReleaseArtifact | undefined {
  const alike = artifacts.filter((each) => each.kind === kind && each.target === target)
  return (
    alike.find((each) => each.sha256 === sha256) ??
    alike.find((each) => each.file === basename(name)) ??
    alike[0]
  )
}

/** What is wrong with an EXUVIA.json, whatever it is compared with. */
function problemsOfAbout({ about, root }: FoundTree, inside: TarballManifest): string[] {
  const problems: string[] = []
  if (!Buffer.from(serializeTarballManifest(inside)).equals(about))
    problems.push(`${TARBALL_MANIFEST} does not have the form that Exuvia writes: it was changed`)
  if (inside.files.some(({ path }) => path === TARBALL_MANIFEST))
    problems.push(`${TARBALL_MANIFEST} lists itself`)
  const stem = distributionStem(inside.name, inside.version)
  if (root !== undefined && root !== stem)
    problems.push(`its folder is "${root}"; expected "${stem}" (${TARBALL_MANIFEST})`)
  return problems
}

/** Adds EXUVIA.json, which no manifest lists: its type and mode count as those of any file. */
function withAbout(files: readonly ManifestFile[], { about }: FoundTree): ManifestFile[] {
  const entry = { path: TARBALL_MANIFEST, size: about.length, sha256: sha256Of(about), mode: '0644' }
  return [...files.filter(({ path }) => path !== TARBALL_MANIFEST), entry]
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The message of every comparison with the manifest. */
export function digestProblem(sha256: string, expected: string): string {
  return `SHA-256 is ${sha256}; expected ${expected} (manifest)`
}
