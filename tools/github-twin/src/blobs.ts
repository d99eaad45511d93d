import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { once } from 'node:events'

export interface StoredBlob {
  readonly size: number
  /** Lower-case hex, of the stored bytes. */
  readonly sha256: string
}

/** The store of assets' bytes. */
export interface BlobStore {
  /** Stores a stream. With a folder, it does not collect the bytes in memory. */
  put(key: string, chunks: AsyncIterable<Uint8Array>): Promise<StoredBlob>
  open(key: string): Readable
  remove(key: string): Promise<void>
}

export function memoryBlobs(): BlobStore {
  const blobs = new Map<string, Buffer>()
  return {
    async put(key, chunks) {
      const parts: Uint8Array[] = []
      for await (const chunk of chunks) parts.push(chunk)
      const bytes = Buffer.concat(parts)
      blobs.set(key, bytes)
      return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
    },
    open(key) {
      const bytes = blobs.get(key)
      if (bytes === undefined) throw new Error(`no blob ${key}`)
      return Readable.from([bytes])
    },
    remove(key) {
      blobs.delete(key)
      return Promise.resolve()
    },
  }
}

/** Keeps only sizes and digests: for gigabytes that no test reads back. */
export function digestsOnly(): BlobStore {
  return {
    async put(_, chunks) {
      const hash = createHash('sha256')
      let size = 0
      for await (const chunk of chunks) {
        hash.update(chunk)
        size += chunk.length
      }
      return { size, sha256: hash.digest('hex') }
    },
    open: (key) => {
      throw new Error(`the bytes of ${key} were not kept`)
    },
    remove: () => Promise.resolve(),
  }
}

/** @param folder created if it is missing */
export function folderBlobs(folder: string): BlobStore {
  return {
    async put(key, chunks) {
      await mkdir(folder, { recursive: true })
      const hash = createHash('sha256')
      let size = 0
      const out = createWriteStream(join(folder, key))
      try {
        for await (const chunk of chunks) {
          hash.update(chunk)
          size += chunk.length
          if (!out.write(chunk)) await once(out, 'drain')
        }
      } finally {
        out.end()
        await once(out, 'close')
      }
      return { size, sha256: hash.digest('hex') }
    },
    open: (key) => createReadStream(join(folder, key)),
    remove: (key) => rm(join(folder, key), { force: true }),
  }
}
