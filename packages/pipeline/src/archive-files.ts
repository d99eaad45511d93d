import { createHash } from 'node:crypto'
import { readArchive } from '@exuvia/archiver'
import type { ArchiveFile } from '@exuvia/policy'

/** How much of each file a judge looks at: enough for a `.pyc` header or a `#!` line. */
const HEAD_BYTES = 128

/** One file of an archive, read once: what a judge and a verifier need of it. */
export interface HashedArchiveFile extends ArchiveFile {
  readonly sha256: string
  readonly link?: string
}

/**
 * The files of a tarball or wheel, with the first bytes of each. Paths are taken below
 * `root`, the folder inside a tarball; a file outside it keeps its whole path.
 */
export async function readHeads(file: string, root: string | undefined): Promise<HashedArchiveFile[]> {
  const files: HashedArchiveFile[] = []
  for await (const entry of readArchive(file)) {
    if (entry.type === 'directory') continue
    const digest = createHash('sha256')
    const head: Uint8Array[] = []
    let kept = 0
    for await (const chunk of entry.content) {
      digest.update(chunk)
      if (kept < HEAD_BYTES) {
        head.push(chunk.subarray(0, HEAD_BYTES - kept))
        kept += head.at(-1)?.length ?? 0
      }
    }
    files.push({
      path: belowRoot(entry.path, root),
      size: entry.size,
      executable: (entry.mode & 0o100) !== 0,
      head: Buffer.concat(head),
      sha256: digest.digest('hex'),
      ...(entry.link === undefined ? {} : { link: entry.link }),
    })
  }
  return files
}

function belowRoot(path: string, root: string | undefined): string {
  return root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path
}
