import { type Hash, createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { lstat, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { type ConvertsLineEndings, lineEndingRules } from './git-line-endings.ts'
import { type GitOptions, askGit } from './git-process.ts'

// `git status` and `git diff-files` run the clean filter that a repository's configuration names. So Exuvia finds
// changes without them: git lists names and digests, and this module hashes the unfiltered files.

/** One tracked file. */
export interface Entry {
  /** As in a tree: `100644`, `100755`, `120000` a link, `160000` a submodule. */
  readonly mode: string
  /** The digest of its blob, SHA-1 or SHA-256. */
  readonly blob: string
}

/** Its path from the root of the repository: the bytes, as latin1. */
interface Tracked extends Entry {
  readonly path: string
}

interface IndexEntry extends Tracked {
  /** Whether a sparse checkout leaves the file out, or the user declared it unchanged. */
  readonly isAside: boolean
}

/** Larger files are compared byte by byte, not as text. */
const LARGEST_TEXT = 64 * 2 ** 20
const LARGEST_POINTER = 1024
const DEEPEST = 16

/** Whether the index and all tracked files of the repository around a folder equal HEAD. */
export async function isUnchanged(folder: string, options: GitOptions, depth = 0): Promise<boolean> {
  const top = await topOfRepository(folder, options)
  if (top === undefined || depth > DEEPEST) return false
  const head = await filesOfHead(top, options)
  const index = parseIndex((await askGit(top, ['ls-files', '-z', '-s', '-v'], options, '', 'latin1')).output)
  if (head === undefined || index === undefined || head.size !== index.length) return false
  for (const { path, mode, blob } of index) {
    const committed = head.get(path)
    if (committed?.mode !== mode || committed.blob !== blob) return false
  }
  const rules = await rulesOf(top, head, options)
  const doubtful: (IndexEntry & { readonly absolute: Buffer })[] = []
  for (const entry of index.filter(({ isAside }) => !isAside)) {
    options.signal?.throwIfAborted()
    const absolute = Buffer.concat([Buffer.from(`${top}/`), Buffer.from(entry.path, 'latin1')])
    const state = await compare(absolute, entry, rules, options, depth)
    if (state === 'changed') return false
    if (state === 'differs') doubtful.push({ ...entry, absolute })
  }
  return doubtful.length === 0 || arePointers(top, doubtful, options)
}

/** The root of the repository around a folder; undefined outside of one. */
export async function topOfRepository(folder: string, options: GitOptions): Promise<string | undefined> {
  const { output } = await askGit(folder, ['rev-parse', '--show-toplevel'], options)
  const top = output?.replace(/\r?\n$/, '')
  return top === '' ? undefined : top
}

/** How git compares files of a work tree with blobs. */
export interface Rules {
  /** Whether the executable bit counts (core.fileMode). */
  readonly checksMode: boolean
  readonly converts: ConvertsLineEndings
}

/** @param head the files of HEAD */
export async function rulesOf(
  top: string,
  head: ReadonlyMap<string, Entry> | undefined,
  options: GitOptions,
): Promise<Rules> {
  const fileMode = await askGit(top, ['config', '--type=bool', '--get', 'core.fileMode'], options)
  return {
    checksMode: process.platform !== 'win32' && fileMode.output?.trim() !== 'false',
    converts: lineEndingRules(top, () => head?.keys() ?? [], options),
  }
}

/** `differs`: the bytes differ, and may be the content of a Git LFS pointer. */
export async function compare(
  absolute: Buffer,
  { path, mode, blob }: Tracked,
  { checksMode, converts }: Rules,
  options: GitOptions,
  depth: number,
): Promise<'same' | 'changed' | 'differs'> {
  const facts = await lstat(absolute).catch(() => undefined)
  if (mode === '160000') {
    // A submodule that was not fetched is an empty folder.
    if (facts?.isDirectory() !== true) return 'changed'
    const folder = absolute.toString()
    if ((await lstat(join(folder, '.git')).catch(() => undefined)) === undefined) return 'same'
    const head = await askGit(folder, ['rev-parse', '--verify', '--quiet', 'HEAD'], options)
    const isSame = head.output?.trim() === blob && (await isUnchanged(folder, options, depth + 1))
    return isSame ? 'same' : 'changed'
  }
  if (mode === '120000' && facts?.isSymbolicLink() === true) {
    return digest(blob, await readlink(absolute, { encoding: 'buffer' })) === blob ? 'same' : 'changed'
  }
  // Windows may store a link as a file that contains its target.
  const isFile = facts?.isFile() === true && (mode !== '120000' || process.platform === 'win32')
  if (!isFile) return 'changed'
  if (checksMode && mode !== '120000' && ((facts.mode & 0o100) !== 0) !== (mode === '100755'))
    return 'changed'
  const hash = blobHash(blob, facts.size)
  for await (const piece of createReadStream(absolute)) hash.update(piece as Uint8Array)
  if (hash.digest('hex') === blob) return 'same'
  // `core.autocrlf` and `eol=crlf` write line endings that differ from the blob's.
  if (facts.size > LARGEST_TEXT) return 'differs'
  const text = await readFile(absolute, 'latin1')
  if (digest(blob, Buffer.from(text.replaceAll('\r\n', '\n'), 'latin1')) !== blob) return 'differs'
  return (await converts(path, text)) ? 'same' : 'differs'
}

/** Whether each blob is a Git LFS pointer (git-lfs/docs/spec.md) to the content in the work tree. */
export async function arePointers(
  top: string,
  entries: readonly (Entry & { readonly absolute: Buffer })[],
  options: GitOptions,
): Promise<boolean> {
  const names = `${entries.map(({ blob }) => blob).join('\n')}\n`
  const sizes = (await askGit(top, ['cat-file', '--batch-check=%(objectsize)'], options, names)).output
  const areSmall = sizes
    ?.trim()
    .split('\n')
    .every((size) => /^\d+$/.test(size) && Number(size) <= LARGEST_POINTER)
  if (areSmall !== true) return false
  const texts = (await askGit(top, ['cat-file', '--batch=%(objectname)'], options, names)).output ?? ''
  for (const { blob, absolute } of entries) {
    const text = texts.slice(texts.indexOf(`${blob}\n`) + blob.length + 1).slice(0, LARGEST_POINTER)
    const expected = POINTER.exec(text)?.[1]
    if (expected === undefined) return false
    const hash = createHash('sha256')
    for await (const piece of createReadStream(absolute)) hash.update(piece as Uint8Array)
    if (hash.digest('hex') !== expected) return false
  }
  return true
}

const POINTER =
  /^version https:\/\/git-lfs\.github\.com\/spec\/v1\n(?:ext-[^\n]{1,200}\n){0,9}oid sha256:([0-9a-f]{64})\n/

function blobHash(like: string, size: number): Hash {
  return createHash(like.length === 64 ? 'sha256' : 'sha1').update(`blob ${size}\0`)
}

function digest(like: string, bytes: Uint8Array): string {
  return blobHash(like, bytes.length).update(bytes).digest('hex')
}

/**
 * Lists all files of HEAD by the bytes of their path from the repository's root, as latin1: names need not be
 * UTF-8. Undefined if git cannot.
 */
export async function filesOfHead(top: string, options: GitOptions): Promise<Map<string, Entry> | undefined> {
  const args = ['ls-tree', '-r', '-z', '--full-tree', 'HEAD']
  return parseTree((await askGit(top, args, options, '', 'latin1')).output)
}

/** Parses entries `100644 blob 7898…\tpath`, each terminated by a NUL. */
function parseTree(output: string | undefined): Map<string, Entry> | undefined {
  if (output === undefined) return undefined
  const entries = output.split('\0').flatMap((line) => {
    const match = /^(\d+) \w+ ([0-9a-f]+)\t([^]+)$/.exec(line)
    return match === null ? [] : [[match[3] ?? '', { mode: match[1] ?? '', blob: match[2] ?? '' }] as const]
  })
  return new Map(entries)
}

/** Parses entries `H 100644 7898… 0\tpath`, each terminated by a NUL; undefined if files are unmerged. */
function parseIndex(output: string | undefined): IndexEntry[] | undefined {
  if (output === undefined) return undefined
  const entries: IndexEntry[] = []
  for (const line of output.split('\0')) {
    const match = /^(\S) (\d+) ([0-9a-f]+) (\d)\t([^]+)$/.exec(line)
    if (match === null) continue
    const [, state = '', mode = '', blob = '', stage, path = ''] = match
    if (stage !== '0') return undefined
    // `S`: skip-worktree; a lower-case letter: assume-unchanged.
    entries.push({ mode, blob, path, isAside: state === 'S' || state === state.toLowerCase() })
  }
  return entries
}
