import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { replaceFile } from '@exuvia/files'
import { type ExuviaError, outsideError, refusal, usageError } from '@exuvia/model'
import { openDownload } from '@exuvia/network'
import { assetAddress, checkAssetSize } from './addresses.ts'
import { getCommit, getReleaseByTag, getRepository, listReleases } from './api.ts'
import { listAssets } from './api-assets.ts'
import { explainRead } from './explain.ts'
import { type GitHub, connect, persist, statusFailure, transferOptions } from './github.ts'
import type { ReleaseLocation } from './options.ts'
import type { RemoteRelease } from './shapes.ts'

/** A release on GitHub. */
export interface PublishedRelease {
  readonly id: number
  readonly tag: string
  readonly name: string
  readonly notes: string
  readonly draft: boolean
  readonly prerelease: boolean
  readonly immutable: boolean
  readonly url: string
  readonly assets: readonly PublishedAsset[]
}

export interface PublishedAsset {
  readonly name: string
  readonly size: number
  /** Lower-case hex, from the server; undefined if it reports none. */
  readonly sha256: string | undefined
  /** The API's address of its bytes. */
  readonly id: number
  /** The public address of its bytes; not found while the release is a draft. */
  readonly downloadUrl: string
}

/**
 * Reads the release of a tag: the published one, or else, with a token, a draft. Works without a token on
 * public repositories.
 * @throws ExuviaError: usage `publish-no-release`, and as `publishRelease`
 */
export async function readRelease(location: ReleaseLocation): Promise<PublishedRelease> {
  const github = connect(location)
  try {
    const release = (await getReleaseByTag(github, location.tag)) ?? (await draftOf(github, location.tag))
    if (release === undefined) {
      // Without a token, all that the search says is 404: of the release, of the repository, or of another server.
      if (github.token === undefined) await getRepository(github)
      throw usageError('publish-no-release', { repository: location.repository, tag: location.tag })
    }
    const assets = (await listAssets(github, release.id)).filter((asset) => asset.state === 'uploaded')
    const { id, tag, name, draft, prerelease, immutable, url } = release
    return {
      id,
      tag,
      name,
      notes: release.body,
      draft,
      prerelease,
      immutable,
      url,
      assets: assets.map((asset) => ({
        name: asset.name,
        size: asset.size,
        sha256: asset.sha256,
        id: asset.id,
        downloadUrl: asset.downloadUrl,
      })),
    }
  } catch (error) {
    throw explainRead(error, github)
  }
}

/**
 * Resolves a tag to its commit, annotated tags too; undefined if the tag does not exist. Works without
 * a token on public repositories.
 * @throws ExuviaError as `readRelease`
 */
export async function readTagCommit(location: ReleaseLocation): Promise<string | undefined> {
  const github = connect(location)
  try {
    return await getCommit(github, `tags/${location.tag}`)
  } catch (error) {
    throw explainRead(error, github)
  }
}

async function draftOf(github: GitHub, tag: string): Promise<RemoteRelease | undefined> {
  if (github.token === undefined) return undefined
  return (await listReleases(github)).find((release) => release.draft && release.tag === tag)
}

/**
 * Downloads an asset into a file: to a temporary name beside it, checked against the asset's size and
 * digest, synced and renamed, so that a file that looks finished is complete.
 * @param location the release's; a redirect elsewhere does not get its token
 * @param expected lower-case hex; default: the digest that the server reports
 * @returns the digest of the received bytes
 * @throws ExuviaError: refused `publish-download-differs`; outside
 */
export async function downloadAsset(
  location: ReleaseLocation,
  asset: PublishedAsset,
  path: string,
  expected: string | undefined = asset.sha256,
): Promise<{ readonly sha256: string }> {
  const github = connect(location)
  try {
    return await replaceFile(path, async (file) => {
      const sha256 = await persist(github, `download ${asset.name}`, 'read', true, () =>
        receive(github, asset, file),
      )
      if (expected !== undefined && sha256 !== expected) {
        throw refusal('publish-download-differs', { name: asset.name, found: sha256, expected })
      }
      return { sha256 }
    })
  } catch (error) {
    throw explainRead(error, github)
  }
}

async function receive(github: GitHub, asset: PublishedAsset, file: FileHandle): Promise<string> {
  checkAssetSize(asset)
  // Without a token use the public address: it does not count against the API's 60 requests per hour.
  const url = github.token === undefined ? asset.downloadUrl : assetAddress(github, asset.id)
  const download = await openDownload(url, transferOptions(github, { accept: 'application/octet-stream' }))
  try {
    if (download.status !== 200) {
      throw statusFailure(
        `download ${asset.name}`,
        download.status,
        download.headers,
        undefined,
        github.redact,
      )
    }
    return await writeTo(file, asset, download.chunks)
  } finally {
    download.close()
  }
}

async function writeTo(
  file: FileHandle,
  asset: PublishedAsset,
  chunks: AsyncIterable<Uint8Array>,
): Promise<string> {
  // Discard the output of an earlier attempt.
  await file.truncate(0)
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of chunks) {
    if (size + chunk.length > asset.size) throw wrongSize(asset, `more than ${asset.size}`)
    hash.update(chunk)
    for (let at = 0; at < chunk.length;) {
      at += (await file.write(chunk, at, chunk.length - at, size + at)).bytesWritten
    }
    size += chunk.length
  }
  if (size !== asset.size) throw wrongSize(asset, String(size))
  return hash.digest('hex')
}

function wrongSize(asset: PublishedAsset, got: string): ExuviaError {
  return outsideError('publish-download-size', { name: asset.name, found: got, expected: asset.size })
}
