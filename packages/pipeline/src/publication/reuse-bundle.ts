import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { JsonError, readBounded, readJson } from '@exuvia/files'
import { downloadAsset, readRelease } from '@exuvia/publisher'
import { ExuviaError } from '@exuvia/model'
import type { Access } from './access.ts'

/** Many times the size of a bundle with a statement about 1,000 files. */
const MAX_BUNDLE_BYTES = 32 * 1024 * 1024

/**
 * Reads a Sigstore bundle on the release of a tag, published or a draft; undefined if there is
 * none, or if it is not JSON.
 * @param bundle its name there
 * @param scratch a folder for the download
 */
export async function readReleaseBundle(
  access: Access,
  tag: string,
  bundle: string,
  scratch: string,
): Promise<unknown> {
  const location = { ...access, tag }
  const asset = (await releaseOf(location))?.assets.find(({ name }) => name === bundle)
  if (asset === undefined || asset.size > MAX_BUNDLE_BYTES) return undefined
  const file = path.join(scratch, randomUUID())
  await downloadAsset(location, asset, file)
  return readBundleFile(file)
}

/** Reads a bundle from a file; undefined if it is not JSON. */
export async function readBundleFile(file: string): Promise<unknown> {
  const bytes = await readBounded(file, MAX_BUNDLE_BYTES)
  try {
    return bytes === undefined ? undefined : readJson(bytes.toString('utf8'), { length: MAX_BUNDLE_BYTES })
  } catch (error) {
    if (error instanceof JsonError) return undefined
    throw error
  }
}

async function releaseOf(location: Parameters<typeof readRelease>[0]) {
  try {
    return await readRelease(location)
  } catch (error) {
    if (error instanceof ExuviaError && error.code === 'publish-no-release') return undefined
    throw error
  }
}
