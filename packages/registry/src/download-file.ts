import { type Hash, createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { refusal } from '@exuvia/model'
import { type Clock, Failure, type Patience, openDownload, retryPassing } from '@exuvia/network'
import type { Authorized } from './credentials.ts'
import type { RemoteFile } from './remote-file.ts'

/** Bytes of a wheel if the lock gives no size. The largest that are published have about 3 GiB. */
const MAX_WHEEL = 8 * 2 ** 30

/** For one file or page. */
export const PATIENCE: Patience = {
  tries: 6,
  firstWait: 500,
  longestBackoff: 20_000,
  longestWait: 5 * 60_000,
}

/** What all downloads of a run share. */
export interface DownloadContext {
  readonly clock: Clock
  readonly signal: AbortSignal | undefined
  readonly userAgent: string
}

/** One download so far. A retry goes on where the last attempt ended. */
interface Progress {
  received: number
  hashes: Map<string, Hash>
  /** A strong validator: the rest may only be added to the same bytes (RFC 9110, 13.1.5). */
  etag: string | undefined
}

/**
 * Downloads a file and compares its digests while the bytes come. Resumes where the server supports it.
 * @param lock the lock's name, for messages
 * @throws Failure; refusal `wheel-digest`
 */
export async function downloadFile(
  file: RemoteFile,
  { url, authorize, redact }: Authorized,
  out: FileHandle,
  lock: string,
  { clock, signal, userAgent }: DownloadContext,
): Promise<void> {
  const limit = file.size ?? MAX_WHEEL
  let progress = fresh(file)
  // A connection may have damaged the bytes: a second download decides.
  for (let attempt = 0; ; attempt++) {
    await retryPassing(receive, { clock, signal, patience: PATIENCE })
    const wrong = wrongDigest(file, progress)
    if (wrong === undefined) return
    if (attempt > 0) throw refusal('wheel-digest', { file: file.filename, lock, ...wrong })
    progress = fresh(file)
  }

  async function receive(): Promise<void> {
    const headers: Record<string, string> = { 'user-agent': userAgent, 'accept-encoding': 'identity' }
    if (progress.received > 0) {
      headers['range'] = `bytes=${progress.received}-`
      if (progress.etag !== undefined) headers['if-range'] = progress.etag
    }
    const download = await openDownload(url, { clock, signal, headers, redact, authorize })
    try {
      const { status } = download
      if (status === 206 && progress.received > 0) {
        const start = /^bytes (\d+)-/.exec(download.headers['content-range'] ?? '')?.[1]
        if (start !== String(progress.received)) {
          progress = fresh(file)
          throw new Failure('the server answered with another part of the file', { kind: 'network' })
        }
      } else if (status === 200) {
        progress = fresh(file)
        const etag = download.headers['etag']
        progress.etag = etag?.startsWith('"') === true ? etag : undefined
      } else {
        // 416: what came so far is not a part of the file.
        if (status === 416) progress = fresh(file)
        throw new Failure(`the server answers ${status}`, {
          kind: status === 416 ? 'network' : 'status',
          status,
          headers: download.headers,
        })
      }
      const encoding = download.headers['content-encoding'] ?? 'identity'
      if (encoding !== 'identity') {
        throw new Failure(`the server sends the file as ${encoding}`, { kind: 'too-large' })
      }
      for await (const chunk of download.chunks) {
        if (progress.received + chunk.length > limit) {
          throw new Failure(`more than the ${limit} bytes that are expected`, { kind: 'too-large' })
        }
        await out.write(chunk, 0, chunk.length, progress.received)
        for (const hash of progress.hashes.values()) hash.update(chunk)
        progress.received += chunk.length
      }
      if (file.size !== undefined && progress.received < file.size) {
        throw new Failure(`${progress.received} of ${file.size} bytes came`, { kind: 'network' })
      }
      await out.truncate(progress.received)
    } finally {
      download.close()
    }
  }
}

function fresh(file: RemoteFile): Progress {
  const hashes = new Map(Object.keys(file.hashes).map((name) => [name, createHash(name)]))
  return { received: 0, hashes, etag: undefined }
}

function wrongDigest(
  file: RemoteFile,
  { hashes }: Progress,
): { readonly expected: string; readonly found: string } | undefined {
  for (const [name, expected] of Object.entries(file.hashes)) {
    const found = hashes.get(name)?.digest('hex') ?? ''
    if (found !== expected) return { expected: `${name}:${expected}`, found: `${name}:${found}` }
  }
  return undefined
}
