import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { Asset, Release, ReleaseManifest, ReleaseSoftware } from '@exuvia/model'
import type { KeptResults } from '@exuvia/project'
import {
  CHECKSUMS,
  listedFiles,
  manifestName,
  pageName,
  sbomName,
  writeManifest,
  writeText,
} from '../stages/manifest.ts'
import { isPartOf } from '../parts/part.ts'
import { listOutput, promote } from './staging.ts'
import { releaseTexts } from './texts.ts'

/** What a release has besides its archives, manifest and checksums, and where earlier runs kept their texts. */
export interface FinishOptions {
  /** What is in the release, for the SBOM; undefined, and no SBOM, if nobody knows. */
  readonly software: readonly ReleaseSoftware[] | undefined
  /** Makes the page of the release in a folder; undefined for none. */
  readonly makePage?: ((folder: string, manifest: ReleaseManifest) => Promise<string>) | undefined
  readonly results?: KeptResults | undefined
}

/**
 * Writes SBOM, page, manifest and checksums beside the tarballs in `staging` and moves all of it to
 * `folder`. It replaces parts of the same release there, and an
 * earlier page, and removes them last.
 */
export async function finishRelease(
  staging: string,
  folder: string,
  stem: string,
  described: ReleaseManifest,
  { software, makePage, results }: FinishOptions,
): Promise<Release> {
  const { texts, manifest } = await releaseTexts(stem, described, software, results)
  if (texts.sbom !== undefined) await writeText(staging, sbomName(stem), texts.sbom)
  const pages =
    makePage === undefined
      ? []
      : [await writeText(staging, pageName(stem), await makePage(staging, manifest))]
  const written = await writeManifest(staging, stem, manifest, texts.manifest, pages)
  const manifestFile = manifestName(stem)
  const listed = [...listedFiles(manifest), ...pages]
  const names = listed.map(({ name }) => name)
  await promote(staging, folder, [...names, CHECKSUMS], manifestFile)
  const parts = (await listOutput(folder)).filter((name) => isPartOf(stem, name))
  // A page that this build did not make is about other bytes.
  await removeFiles(folder, makePage === undefined ? [...parts, pageName(stem)] : parts)
  const files = [...names, manifestFile, CHECKSUMS]
  const assets = [...listed, written].map((asset): Asset => ({
    ...asset,
    path: path.join(folder, asset.name),
  }))
  // The mark is only a type, and only this function sets it.
  return { folder, manifest, manifestFile, files, assets } as unknown as Release
}

/**
 * Moves a part to `folder`. A finished release with the same name there loses its
 * manifest, SBOM and checksums first: the part replaces its tarballs, and a part must not look
 * like a release.
 */
export async function finishPart(
  staging: string,
  folder: string,
  stem: string,
  tarballs: readonly string[],
  partFile: string,
): Promise<void> {
  const there = await listOutput(folder)
  if (there.includes(manifestName(stem)))
    await removeFiles(folder, [manifestName(stem), sbomName(stem), pageName(stem), CHECKSUMS])
  await promote(staging, folder, tarballs, partFile)
}

async function removeFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(path.join(folder, name), { force: true })
}
