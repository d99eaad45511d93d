import { createHash } from 'node:crypto'
import {
  HEAD_BYTES,
  type InnerBudget,
  type ReadLimits,
  beginContent,
  describeContent,
  hasNativeHead,
  mayBeArchive,
  readArchive,
} from '@exuvia/files'
import type { Scan } from '@exuvia/leaks'
import { refusal } from '@exuvia/model'
import { scanInside } from '../leaks/scan-inside.ts'
import type { FoundFile } from '@exuvia/manifest'
import type { ArchiveFile } from '@exuvia/policy'
import { contentDigest } from './content-digest.ts'

/** One file of an archive, read once, with the facts for a judge and a verifier. */
export interface HashedArchiveFile extends ArchiveFile {
  readonly sha256: string
  readonly link?: string
}

/** The facts about an archive's file to compare with a manifest. */
export function asFound({ path, size, sha256, executable, link }: HashedArchiveFile): FoundFile {
  const found = { path, size, sha256, mode: executable ? '0755' : '0644' }
  return link === undefined ? found : { ...found, link }
}

/** What is done with contents while an archive's heads are read. */
export interface ContentRequests {
  /** The maximum bytes of a file, by its path in the archive and its size; undefined if it is not requested. */
  readonly most: (path: string, size: number) => number | undefined
  readonly take: (path: string, bytes: Buffer) => void
  /** Scans each file, and those of archives inside; without it nobody does. */
  readonly scan?: (path: string, size: number) => Scan
  /** Bounds the look into archives and machine code among the files; without it nobody looks inside. */
  readonly inner?: InnerBudget
}

/** A tarball as read back from disk. */
export interface ReadBack {
  /** Of the tarball itself, lower-case hex. */
  readonly sha256: string
  readonly files: readonly HashedArchiveFile[]
}

/** Reads a tarball once: its digest, and every file in it below `root`. */
export async function readBack(file: string, root: string): Promise<ReadBack> {
  const digest = createHash('sha256')
  const files = await readHeads(file, root, {}, undefined, (chunk) => digest.update(chunk))
  return { sha256: digest.digest('hex'), files }
}

/**
 * Reads the files of a tarball or wheel, with the first bytes of each. Paths are relative to
 * `root`, the folder inside a tarball; a file outside it keeps its whole path.
 * @param onPacked gets every byte of a tarball as stored on disk
 * @throws refusal `metadata-too-large` for a file that is requested whole; the errors of `take`
 */
export async function readHeads(
  file: string,
  root: string | undefined,
  limits: Partial<ReadLimits> = {},
  requests?: ContentRequests,
  onPacked?: (chunk: Uint8Array) => void,
): Promise<HashedArchiveFile[]> {
  const files: HashedArchiveFile[] = []
  for await (const entry of readArchive(file, limits, onPacked)) {
    if (entry.type === 'directory') continue
    const most = entry.type === 'file' ? requests?.most(entry.path, entry.size) : undefined
    if (most !== undefined && entry.size > most) {
      throw refusal('metadata-too-large', { archive: file, path: entry.path, size: entry.size })
    }
    const digest = contentDigest()
    const scan = entry.type === 'file' ? requests?.scan?.(entry.path, entry.size) : undefined
    const pieces: Uint8Array[] = []
    const content = beginContent(entry.content, (piece) => {
      digest.update(piece)
      scan?.add(piece)
      if (most !== undefined) pieces.push(piece)
    })
    await content.begin(HEAD_BYTES)
    const head = content.start(HEAD_BYTES)
    const { inner, scan: scanOf } = requests ?? {}
    const isLookedInto = inner !== undefined && (mayBeArchive(head) || hasNativeHead(head))
    const inside = isLookedInto && scanOf !== undefined ? scanInside(scanOf) : undefined
    const facts = isLookedInto
      ? await describeContent(entry.path, content.whole(), inner, inside?.open)
      : undefined
    await content.finish()
    if (most !== undefined) requests?.take(entry.path, Buffer.concat(pieces))
    const leaks = scan?.end()
    files.push({
      path: belowRoot(entry.path, root),
      size: entry.size,
      executable: (entry.mode & 0o100) !== 0,
      head,
      sha256: digest.hex(),
      ...(entry.link === undefined ? {} : { link: entry.link }),
      ...(leaks === undefined ? {} : { leaks: inside?.join(leaks, facts?.inside) ?? leaks }),
      ...(facts?.inside === undefined ? {} : { inside: facts.inside }),
      ...(facts?.native === undefined ? {} : { native: facts.native }),
    })
  }
  return files
}

function belowRoot(path: string, root: string | undefined): string {
  return root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path
}
