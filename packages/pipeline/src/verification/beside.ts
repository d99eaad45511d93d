import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { readBounded } from '@exuvia/files'
import { type Checksum, parseChecksums } from '@exuvia/manifest'
import { BUNDLE } from '../publication/provenance.ts'
import { readManifestFile } from '../release/folder.ts'
import { CHECKSUMS, listedFiles } from '../stages/manifest.ts'
import { MAX_CHECKSUMS_BYTES } from './checksums.ts'
import type { VerifyContext } from './digest.ts'
import type { TrustedManifest } from './item.ts'

/** The files of a release beside one of its files, such as a downloaded tarball. */
export interface FoundBeside {
  /** The manifest that lists it as an artifact. */
  readonly trusted: TrustedManifest | undefined
  /** The digest that the manifest lists, lower-case hex; undefined if it does not list the file. */
  readonly sha256: string | undefined
  /** The manifest's name. */
  readonly manifest: string | undefined
  /** The lines of SHA256SUMS; undefined if it lists neither the file nor the manifest. */
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

/** Whether the manifest or SHA256SUMS lists a file. */
export function isListedBeside(name: string, { sha256, lines = [] }: FoundBeside): boolean {
  return sha256 !== undefined || lines.some((line) => line.name === name)
}

/**
 * Reads the files of a release that lie beside one of its files: the manifest that lists it by its name, and
 * the SHA256SUMS that lists it or that manifest. Files of other releases in the same folder do not count.
 * @throws errors of the manifest and of SHA256SUMS
 */
export async function findBeside(file: string): Promise<FoundBeside> {
  const folder = path.dirname(file)
  const name = path.basename(file)
  const names = await readdir(folder)
  const found = await findManifest(folder, name, names)
  const lines = names.includes(CHECKSUMS) ? await readChecksums(folder) : []
  const isOfRelease = lines.some((line) => line.name === name || line.name === found?.file)
  return {
    trusted: found?.trusted,
    sha256: found?.sha256,
    manifest: found?.file,
    lines: isOfRelease ? lines : undefined,
    hasBundle: isOfRelease && names.includes(BUNDLE),
  }
}

/** Compares a file, and the manifest beside it, with the SHA256SUMS beside it. */
export async function compareBeside(
  file: string,
  { manifest, lines, hasBundle }: FoundBeside,
  { digests }: VerifyContext,
): Promise<Beside> {
  const proofs = manifest === undefined ? [] : [manifest]
  if (lines === undefined) return { proofs, problems: [], checksums: undefined, hasBundle }
  const folder = path.dirname(file)
  const name = path.basename(file)
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

/** A manifest that lists a file. */
interface FoundManifest extends Pick<FoundBeside, 'trusted' | 'sha256'> {
  readonly file: string
}

async function findManifest(
  folder: string,
  name: string,
  names: readonly string[],
): Promise<FoundManifest | undefined> {
  for (const file of names.toSorted()) {
    const stem = file.slice(0, -SUFFIX.length)
    if (!file.endsWith(SUFFIX) || ![`${stem}-`, `${stem}.`].some((start) => name.startsWith(start))) continue
    const manifest = await readManifestFile(path.join(folder, file))
    const listed = listedFiles(manifest).find((each) => each.name === name)
    if (listed === undefined) continue
    const artifact = manifest.artifacts.find((each) => each.file === name)
    const trusted = artifact === undefined ? undefined : { manifest, artifact }
    return { file, trusted, sha256: listed.sha256 }
  }
  return undefined
}

async function readChecksums(folder: string): Promise<readonly Checksum[]> {
  const bytes = await readBounded(path.join(folder, CHECKSUMS), MAX_CHECKSUMS_BYTES)
  return bytes === undefined ? [] : parseChecksums(bytes.toString('utf8'), CHECKSUMS)
}
