import { askGit, type GitOptions } from './git-process.ts'

/** A file of a commit. */
export interface CommittedFile {
  /** Relative to the folder that was asked about, with `/`. */
  readonly path: string
  readonly executable: boolean
  /** Object name. */
  readonly object: string
  /** Bytes. */
  readonly size: number
}

/** The files of a commit below a folder. */
export interface CommittedTree {
  /** 40 hex digits, 64 in a SHA-256 repository. */
  readonly commit: string
  readonly files: readonly CommittedFile[]
  /** Paths of links and of other repositories (submodules), which have no content here. */
  readonly others: readonly string[]
}

/**
 * Finds the commit that a revision names (`HEAD~1`, a tag, a part of a digest), by plumbing that runs nothing of the
 * repository.
 * @returns undefined if it names none; then `reason` is what git says, if it says something
 */
export async function findCommit(
  folder: string,
  revision: string,
  options: GitOptions,
): Promise<{ readonly commit: string | undefined; readonly reason: string | undefined }> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]
  const answer = await askGit(folder, args, options)
  const commit = /^([0-9a-f]{40}|[0-9a-f]{64})$/.exec(answer.output?.trim() ?? '')?.[1]
  if (answer.output !== undefined) return { commit, reason: undefined }
  return { commit: undefined, reason: answer.missing ? 'git is not installed' : answer.reason }
}

/**
 * Lists the files of a commit below a folder of its repository.
 * @param commit as `findCommit` gives it
 * @returns what git says if it does not read the commit
 */
export async function listCommit(
  folder: string,
  commit: string,
  options: GitOptions,
): Promise<CommittedTree | string> {
  const answer = await askGit(folder, ['ls-tree', '-r', '-z', '-l', commit], options)
  if (answer.output === undefined) return answer.reason ?? 'git does not read the commit'
  const files: CommittedFile[] = []
  const others: string[] = []
  for (const row of answer.output.split('\0')) {
    const [, mode = '', type, object = '', size = '', path = ''] =
      /^(\d{6}) (\w+) ([0-9a-f]+) +(\d+|-)\t(.+)$/s.exec(row) ?? []
    if (path === '') continue
    if (type === 'blob' && mode !== '120000')
      files.push({ path, executable: mode === '100755', object, size: Number(size) })
    else others.push(path)
  }
  return { commit, files, others }
}

/** Bytes of files that one call of git gives. */
const BATCH = 32 * 2 ** 20

/**
 * Reads files of a commit.
 * @throws Error if an object is missing, as in a partial clone
 */
export async function* readCommitted(
  folder: string,
  files: readonly CommittedFile[],
  options: GitOptions,
): AsyncGenerator<{ readonly file: CommittedFile; readonly bytes: Uint8Array }> {
  for (let start = 0; start < files.length;) {
    let end = start
    for (let size = 0; end < files.length && (end === start || size < BATCH); end += 1)
      size += files[end]?.size ?? 0
    const batch = files.slice(start, end)
    const input = batch.map(({ object }) => `${object}\n`).join('')
    const { output } = await askGit(folder, ['cat-file', '--batch'], options, input, 'latin1')
    let at = 0
    for (const file of batch) {
      const header = `${file.object} blob ${file.size}\n`
      if (output?.startsWith(header, at) !== true)
        throw new Error(`git does not have the object of ${file.path}`)
      at += header.length
      yield { file, bytes: Buffer.from(output.slice(at, at + file.size), 'latin1') }
      at += file.size + 1
    }
    start = end
  }
}
