import path from 'node:path'
import { type ReleaseManifest, refusal } from '@exuvia/model'
import { downloadAsset, readRelease } from '@exuvia/publisher'
import type { Shipping } from '@exuvia/policy'
import type { RunContext } from '../context.ts'
import { readSoftware } from '../page/read-software.ts'
import { accessOf } from '../publication/access.ts'
import { MAX_MANIFEST_BYTES, readManifestFile } from '../release/folder.ts'
import { unread } from './commit-side.ts'
import { shippingOfManifest } from './release-side.ts'

/**
 * What ships in a release on GitHub, by its manifest and its SBOM; the tarballs are not downloaded.
 * @param scratch an empty folder
 * @throws usage error `policy-side-unread`; as `readRelease`
 */
export async function shippingOfPublished(
  side: string,
  { repository, tag }: { readonly repository: string; readonly tag: string },
  scratch: string,
  context: RunContext,
): Promise<Shipping> {
  const location = { ...accessOf(repository, context), tag }
  const { assets } = await readRelease(location)
  const [asset, ...more] = assets.filter(({ name }) => name.endsWith('.manifest.json'))
  if (asset === undefined) throw unread(side, 'the release has no manifest')
  if (more.length > 0)
    throw unread(
      side,
      'the release has several manifests',
      'download one with gh release download, and name it',
    )
  if (asset.size > MAX_MANIFEST_BYTES) throw refusal('manifest-too-large', { file: asset.name })
  const file = path.join(scratch, 'release.manifest.json')
  await downloadAsset(location, asset, file)
  const manifest: ReleaseManifest = await readManifestFile(file, asset.name)
  const sbom = assets.find(({ name }) => name === manifest.sbom?.file)
  if (sbom !== undefined && /^[\w.+@-]+$/.test(sbom.name))
    await downloadAsset(location, sbom, path.join(scratch, sbom.name))
  return shippingOfManifest(manifest, await readSoftware(scratch, manifest))
}
