import path from 'node:path'
import { formatChecksums } from '@exuvia/manifest'
import { type Asset, compareText, refusal, usageError } from '@exuvia/model'
import { type ReleaseFolder, describeAsset } from '../release/folder.ts'
import { type PlannedProvenance, writeStatement } from './provenance.ts'
import { CHECKSUMS, listedFiles } from '../stages/manifest.ts'
import { writeSynced } from '@exuvia/files'

/**
 * Lists the files of a release on disk, in publishing order and without SHA256SUMS, each hashed and
 * compared with the manifest.
 * @throws refusal `artifact-changed`
 */
export async function readAssets(
  { folder, files, manifest }: ReleaseFolder,
  signal: AbortSignal,
): Promise<Asset[]> {
  const assets: Asset[] = []
  for (const name of files.filter((file) => file !== CHECKSUMS)) {
    const asset = await describeAsset(path.join(folder, name), signal)
    const expected = listedFiles(manifest).find((each) => each.name === name)
    if (expected !== undefined && expected.sha256 !== asset.sha256) {
      throw refusal('artifact-changed', { file: asset.path, found: asset.sha256, expected: expected.sha256 })
    }
    assets.push(asset)
  }
  return assets
}

/** Reads sizes and digests of files that no build made. */
export async function describeLoose(files: readonly string[], signal: AbortSignal): Promise<Asset[]> {
  const assets: Asset[] = []
  for (const file of files) assets.push(await describeAsset(file, signal))
  return assets
}

/**
 * Lists every file for the release, in publishing order: its own, others, an unsigned statement if
 * provenance requires one, and SHA256SUMS, written again into `scratch` because it names all of them.
 * @param own undefined if only files of other origin are published
 * @throws usage error `double-name`
 */
export async function joinAssets(
  own: readonly Asset[] | undefined,
  loose: readonly Asset[],
  provenance: PlannedProvenance | undefined,
  scratch: string,
  signal: AbortSignal,
): Promise<Asset[]> {
  const assets = [...(own ?? []), ...loose]
  if (provenance?.mode.kind === 'unsigned') {
    assets.push(await writeStatement(provenance, assets, scratch, signal))
  }
  if (own !== undefined) {
    const sums = path.join(scratch, CHECKSUMS)
    await writeSynced(sums, formatChecksums(assets.toSorted((a, b) => compareText(a.name, b.name))))
    assets.push(await describeAsset(sums, signal))
  }
  refuseDoubleNames(assets)
  return assets
}

/** The digest of SHA256SUMS, which contains every other file's digest; undefined if there is none. */
export function checksumsDigest(files: readonly Pick<Asset, 'name' | 'sha256'>[]): string | undefined {
  return files.find(({ name }) => name === CHECKSUMS)?.sha256
}

function refuseDoubleNames(assets: readonly Asset[]): void {
  const seen = new Map<string, string>()
  for (const { name, path: file } of assets) {
    const other = seen.get(name)
    if (other !== undefined) {
      throw usageError('double-name', { first: other, second: file, name })
    }
    seen.set(name, file)
  }
}
