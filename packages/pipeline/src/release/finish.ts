import { rm } from 'node:fs/promises'
import path from 'node:path'
import type { Asset, Release, ReleaseManifest } from '@exuvia/model'
import { CHECKSUMS, manifestName, writeManifest } from '../stages/manifest.ts'
import { isPartOf } from '../parts/part.ts'
import { listOutput, promote } from './staging.ts'

/**
 * Writes manifest and checksums beside the tarballs in `staging` and moves all of it to
 * `folder`. It replaces parts of the same release there, and removes them last.
 */
export async function finishRelease(
  staging: string,
  folder: string,
  stem: string,
  manifest: ReleaseManifest,
): Promise<Release> {
  const written = await writeManifest(staging, stem, manifest)
  const manifestFile = manifestName(stem)
  const tarballs = manifest.artifacts.map(({ file }) => file)
  await promote(staging, folder, [...tarballs, CHECKSUMS], manifestFile)
  const parts = (await listOutput(folder)).filter((name) => isPartOf(stem, name))
  await removeFiles(folder, parts)
  const files = [...tarballs, manifestFile, CHECKSUMS]
  const artifacts = manifest.artifacts.map(({ file, size, sha256 }) => ({ name: file, size, sha256 }))
  const assets = [...artifacts, written].map((asset): Asset => ({
    ...asset,
    path: path.join(folder, asset.name),
  }))
  // The mark is only a type, and only this function sets it.
  return { folder, manifest, manifestFile, files, assets } as unknown as Release
}

/**
 * Moves a part to `folder`. A finished release with the same name there loses its
 * manifest and checksums first: the part replaces its tarballs, and a part must not look
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
  if (there.includes(manifestName(stem))) await removeFiles(folder, [manifestName(stem), CHECKSUMS])
  await promote(staging, folder, tarballs, partFile)
}

async function removeFiles(folder: string, names: readonly string[]): Promise<void> {
  for (const name of names) await rm(path.join(folder, name), { force: true })
}
