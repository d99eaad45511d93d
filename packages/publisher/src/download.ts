import { createHash } from 'node:crypto'
import { Failure, openDownload } from '@exuvia/network'
import { assetAddress, checkAssetSize } from './addresses.ts'
import { type GitHub, persist, statusFailure, transferOptions } from './github.ts'
import type { RemoteAsset } from './shapes.ts'

/**
 * Downloads an asset and returns the digest of its bytes, lower-case hex, if the server reports none.
 * Downloads again if the bytes differ from the expected ones: the connection may have damaged them.
 * @throws Failure
 */
export async function hashRemote(
  github: GitHub,
  remote: RemoteAsset,
  expected: string | undefined,
): Promise<string> {
  const first = await hashOnce(github, remote)
  return first === expected ? first : hashOnce(github, remote)
}

/** Downloads an asset that fits into memory. @throws Failure */
export async function downloadBytes(github: GitHub, remote: RemoteAsset): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  await receive(github, remote, () => {
    chunks.length = 0
    return (chunk) => chunks.push(Uint8Array.from(chunk))
  })
  return Buffer.concat(chunks)
}

async function hashOnce(github: GitHub, remote: RemoteAsset): Promise<string> {
  let hash = createHash('sha256')
  await receive(github, remote, () => {
    hash = createHash('sha256')
    return (chunk) => hash.update(chunk)
  })
  return hash.digest('hex')
}

/** @param start called at the beginning of each attempt; its result receives the chunks */
async function receive(
  github: GitHub,
  remote: RemoteAsset,
  start: () => (chunk: Uint8Array) => unknown,
): Promise<void> {
  const what = `read ${remote.name} back`
  checkAssetSize(remote)
  await persist(github, what, 'read', true, async () => {
    const options = transferOptions(github, { accept: 'application/octet-stream' })
    const download = await openDownload(assetAddress(github, remote.id), options)
    try {
      if (download.status !== 200) {
        throw statusFailure(what, download.status, download.headers, undefined, github.redact)
      }
      const take = start()
      let size = 0
      for await (const chunk of download.chunks) {
        size += chunk.length
        if (size > remote.size) break
        take(chunk)
      }
      if (size !== remote.size) {
        throw new Failure(`${what}: ${size} bytes arrived; expected ${remote.size}`, { kind: 'network' })
      }
    } finally {
      download.close()
    }
  })
}
