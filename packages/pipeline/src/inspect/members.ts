import { createReadStream } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import path from 'node:path'
import { collect, readArchive } from '@exuvia/files'
import { addAll, compareText, refusal } from '@exuvia/model'
import { explainUnreadable } from '../release/folder.ts'
import { MAX_ENTRIES } from './limits.ts'

/** One file of an archive or folder. */
export interface Member {
  /** With `/`. */
  readonly path: string
  readonly isLink: boolean
  /** Target of a link, as in the archive. */
  readonly link: string | undefined
  readonly executable: boolean
  /** Bytes. */
  readonly size: number
  /** Seconds since 1970. */
  readonly mtime: number
  /** Its bytes; read them before requesting the next member, or not at all. */
  readonly content: AsyncIterable<Uint8Array>
}

/** Yields the files of an archive in order, one at a time, without keeping them. */
export async function* archiveMembers(file: string): AsyncGenerator<Member> {
  for await (const entry of readArchive(file)) {
    if (entry.type === 'directory') continue
    const { size, mtime, content, link, mode } = entry
    const isLink = entry.type !== 'file'
    yield { path: entry.path, isLink, link, executable: (mode & 0o100) !== 0, size, mtime, content }
  }
}

/**
 * Yields the files of a folder by path; lists links without following them.
 * @throws refusal `folder-too-large`
 */
export async function* folderMembers(root: string): AsyncGenerator<Member> {
  let count = 0
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const names = (await explained(path.join(root, folder), (full) => readdir(full))).sort(compareText)
    const inside: string[] = []
    for (const name of names) {
      count += 1
      if (count > MAX_ENTRIES) {
        throw refusal('folder-too-large', { folder: root, limit: MAX_ENTRIES })
      }
      const below = folder === '' ? name : `${folder}/${name}`
      const full = path.join(root, below)
      const stats = await explained(full, (file) => lstat(file))
      if (stats.isDirectory()) {
        inside.push(below)
        continue
      }
      const isLink = !stats.isFile()
      yield {
        path: below,
        isLink,
        link: stats.isSymbolicLink() ? await readlink(full) : undefined,
        executable: !isLink && (stats.mode & 0o100) !== 0,
        size: isLink ? 0 : stats.size,
        mtime: Math.trunc(stats.mtimeMs / 1000),
        content: contentOf(full, isLink),
      }
    }
    addAll(folders, inside.reverse())
  }
}

async function* contentOf(file: string, isLink: boolean): AsyncGenerator<Uint8Array> {
  if (isLink) return
  try {
    yield* createReadStream(file)
  } catch (error) {
    throw explainUnreadable(error, file)
  }
}

async function explained<T>(file: string, work: (file: string) => Promise<T>): Promise<T> {
  try {
    return await work(file)
  } catch (error) {
    throw explainUnreadable(error, file)
  }
}

/** Reads a member's bytes; undefined if there are more than `most`. */
export async function readMember(member: Member, most: number): Promise<Uint8Array | undefined> {
  if (member.size > most) return undefined
  return collect(member.content, most)
}
