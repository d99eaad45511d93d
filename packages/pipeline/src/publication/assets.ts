import path from 'node:path'
import { formatChecksums } from '@exuvia/manifest'
import { type Asset, compareText, refusal, usageError } from '@exuvia/model'
import { type ReleaseFolder, describeAsset } from '../release/folder.ts'
import type { RunContext } from '../context.ts'
import { CHECKSUMS } from '../stages/manifest.ts'
import { writeSynced } from '../release/staging.ts'

/**
 * Every file that is to be on the release, in publishing order, with SHA256SUMS written anew
 * into `scratch`, as more may go along than the build made.
 * @param about makes a file that speaks of the others, and that SHA256SUMS names with them
 * @throws refusal `artifact-changed`, usage error `double-name`
 */
export async function describeAssets(
  release: ReleaseFolder | undefined,
  loose: readonly string[],
  scratch: string,
  context: RunContext,
  about?: (assets: readonly Asset[]) => Promise<Asset>,
): Promise<Asset[]> {
  const assets: Asset[] = []
  for (const name of release?.files ?? []) {
    if (name === CHECKSUMS) continue
    const asset = await describeAsset(path.join(release?.folder ?? '', name), context.signal)
    const expected = release?.manifest.artifacts.find(({ file }) => file === name)
    if (expected !== undefined && expected.sha256 !== asset.sha256) {
      throw refusal(
        'artifact-changed',
        `${asset.path} is not the file that was built: its SHA-256 is ${asset.sha256}, and the manifest says ${expected.sha256}`,
        {
          hint: 'build again',
        },
      )
    }
    assets.push(asset)
  }
  for (const file of loose) assets.push(await describeAsset(file, context.signal))
  if (about !== undefined) assets.push(await about(assets))
  if (release !== undefined) {
    const sums = path.join(scratch, CHECKSUMS)
    await writeSynced(sums, formatChecksums(assets.toSorted((a, b) => compareText(a.name, b.name))))
    assets.push(await describeAsset(sums, context.signal))
  }
  refuseDoubleNames(assets)
  return assets
}

/** The digest of SHA256SUMS, in which every other file's is; undefined where there is none. */
export function checksumsDigest(files: readonly Pick<Asset, 'name' | 'sha256'>[]): string | undefined {
  return files.find(({ name }) => name === CHECKSUMS)?.sha256
}

function refuseDoubleNames(assets: readonly Asset[]): void {
  const seen = new Map<string, string>()
  for (const { name, path: file } of assets) {
    const other = seen.get(name)
    if (other !== undefined) {
      throw usageError('double-name', `${other} and ${file} would both be called ${name} on the release`, {
        hint: 'rename one of them',
      })
    }
    seen.set(name, file)
  }
}
