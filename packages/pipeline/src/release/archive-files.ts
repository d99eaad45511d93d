import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import {
  HEAD_BYTES,
  type ReadLimits,
  describeContent,
  hasNativeHead,
  innerBudget,
  mayBeArchive,
  readArchive,
} from '@exuvia/files'
import type { Scan } from '@exuvia/leaks'
import { type ContentFacts, refusal } from '@exuvia/model'
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

/** Requests the whole content of some files while an archive's heads are read. */
export interface WholeFiles {
  /** The maximum bytes of a file, by its path in the archive and its size; undefined if it is not requested. */
  readonly most: (path: string, size: number) => number | undefined
  readonly take: (path: string, bytes: Buffer) => void
  /** A scan of each file that gets all of its bytes; undefined for a file that is not scanned. */
  readonly scan?: (path: string, size: number) => Scan | undefined
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
  wholes?: WholeFiles,
  onPacked?: (chunk: Uint8Array) => void,
): Promise<HashedArchiveFile[]> {
  const files: HashedArchiveFile[] = []
  for await (const entry of readArchive(file, limits, onPacked)) {
    if (entry.type === 'directory') continue
    const digest = contentDigest()
    const head: Uint8Array[] = []
    let headSize = 0
    const most = entry.type === 'file' ? wholes?.most(entry.path, entry.size) : undefined
    const whole: Uint8Array[] = []
    const scan = entry.type === 'file' ? wholes?.scan?.(entry.path, entry.size) : undefined
    if (most !== undefined && entry.size > most) {
      throw refusal('metadata-too-large', { archive: file, path: entry.path, size: entry.size })
    }
    for await (const chunk of entry.content) {
      digest.update(chunk)
      scan?.add(chunk)
      if (most !== undefined) whole.push(chunk)
      if (headSize < HEAD_BYTES) {
        head.push(chunk.subarray(0, HEAD_BYTES - headSize))
        headSize += head.at(-1)?.length ?? 0
      }
    }
    if (most !== undefined) wholes?.take(entry.path, Buffer.concat(whole))
    files.push({
      path: belowRoot(entry.path, root),
      size: entry.size,
      executable: (entry.mode & 0o100) !== 0,
      head: Buffer.concat(head),
      sha256: digest.hex(),
      ...(entry.link === undefined ? {} : { link: entry.link }),
      ...(scan === undefined ? {} : { leaks: scan.end() }),
    })
  }
  return files
}

/**
 * Looks inside the archives and the machine code that an archive contains. It reads the archive again, because a file must be at
 * hand as a whole for that.
 */
export async function withNested(
  file: string,
  files: readonly HashedArchiveFile[],
  limits: Partial<ReadLimits>,
): Promise<readonly HashedArchiveFile[]> {
  const candidates = new Set(
    files.filter(({ head }) => mayBeArchive(head) || hasNativeHead(head)).map(({ path }) => path),
  )
  if (candidates.size === 0) return files
  const found = new Map<string, ContentFacts>()
  const budget = innerBudget((await stat(file)).size)
  for await (const entry of readArchive(file, limits)) {
    if (entry.type !== 'file' || !candidates.has(entry.path)) continue
    found.set(entry.path, await describeContent(entry.path, entry.content, budget))
  }
  return files.map((each) => {
    const { inside, native } = found.get(each.path) ?? {}
    return { ...each, inside, native }
  })
}

function belowRoot(path: string, root: string | undefined): string {
  return root !== undefined && path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path
}
