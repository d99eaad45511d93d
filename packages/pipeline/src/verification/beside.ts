import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { readBounded } from '@exuvia/files'
import { type Checksum, parseChecksums } from '@exuvia/manifest'
import { BUNDLE } from '../publication/provenance.ts'
import { readManifestFile } from '../release/folder.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { MAX_CHECKSUMS_BYTES } from './checksums.ts'
import type { VerifyContext } from './digest.ts'
import type { TrustedManifest } from './item.ts'

/** The files of a release beside a downloaded tarball. */
export interface FoundBeside {
  /** The manifest that lists it. */
  readonly trusted: TrustedManifest | undefined
  /** The manifest's name. */
  readonly manifest: string | undefined
  /** The lines of SHA256SUMS; undefined if it lists neither the tarball nor the manifest. */
  readonly lines: readonly Checksum[] | undefined
  readonly hasBundle: boolean
}

/** What they say about it. */
export interface Beside {
  /** Names of the files that say something about it. */
  readonly proofs: readonly string[]
  readonly problems: readonly string[]
  /** SHA-256 of SHA256SUMS, if it lists the tarball. */
  readonly checksums: string | undefined
  /** Whether a Sigstore bundle is there too. */
  readonly hasBundle: boolean
}

const SUFFIX = '.manifest.json'

/**
 * Reads the files of a release that lie beside one of its tarballs: the manifest that lists it by its name, and
 * the SHA256SUMS that lists it or that manifest. Files of other releases in the same folder do not count.
 * @throws errors of the manifest and of SHA256SUMS
 */
export async function findBeside(tarball: string): Promise<FoundBeside> {
  const folder = path.dirname(tarball)
  const name = path.basename(tarball)
  const names = await readdir(folder)
  const found = await findManifest(folder, name, names)
  const lines = names.includes(CHECKSUMS) ? await readChecksums(folder) : []
  const isOfRelease = lines.some((line) => line.name === name || line.name === found?.file)
  return {
    trusted: found?.trusted,
    manifest: found?.file,
    lines: isOfRelease ? lines : undefined,
    hasBundle: isOfRelease && names.includes(BUNDLE),
  }
}

/** Compares a tarball, and the manifest beside it, with the SHA256SUMS beside it. */
export async function compareBeside(
  tarball: string,
  { manifest, lines, hasBundle }: FoundBeside,
  { digests }: VerifyContext,
): Promise<Beside> {
  const proofs = manifest === undefined ? [] : [manifest]
  if (lines === undefined) return { proofs, problems: [], checksums: undefined, hasBundle }
  const folder = path.dirname(tarball)
  const name = path.basename(tarball)
  const problems: string[] = []
  for (const wanted of [name, manifest]) {
    if (wanted === undefined) continue
    const line = lines.find((each) => each.name === wanted)
    const sha256 = (await digests.of(path.join(folder, wanted)))?.sha256
    const what = wanted === name ? '' : `${wanted}: `
    if (line === undefined) problems.push(`${what}not listed in ${CHECKSUMS}`)
    else if (line.sha256 !== sha256)
      problems.push(`${what}SHA-256 is ${sha256}; expected ${line.sha256} (${CHECKSUMS})`)
  }
  const sums = await digests.of(path.join(folder, CHECKSUMS))
  return { proofs: [...proofs, CHECKSUMS], problems, checksums: sums?.sha256, hasBundle }
}

async function findManifest(
  folder: string,
  name: string,
  names: readonly string[],
): Promise<{ readonly file: string; readonly trusted: TrustedManifest } | undefined> {
  for (const file of names.toSorted()) {
    if (!file.endsWith(SUFFIX) || !name.startsWith(`${file.slice(0, -SUFFIX.length)}-`)) continue
    const manifest = await readManifestFile(path.join(folder, file))
    const artifact = manifest.artifacts.find((each) => each.file === name)
    if (artifact !== undefined) return { file, trusted: { manifest, artifact } }
  }
  return undefined
}

async function readChecksums(folder: string): Promise<readonly Checksum[]> {
  const bytes = await readBounded(path.join(folder, CHECKSUMS), MAX_CHECKSUMS_BYTES)
  return bytes === undefined ? [] : parseChecksums(bytes.toString('utf8'), CHECKSUMS)
}
