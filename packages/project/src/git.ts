import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { usageError } from '@exuvia/model'
import { type GitAnswer, type GitOptions, askGit } from './git-process.ts'
import { isUnchanged } from './git-changes.ts'

/** Answers of git about a project; undefined if there is no git or no repository. */
export interface Git {
  /** 40 hex digits, 64 in a SHA-256 repository. */
  readonly commit: string | undefined
  /** Seconds since 1970. */
  readonly commitTime: number | undefined
  /** Why git does not read a repository that is there. */
  readonly refusal: string | undefined
}

/** Paths that git listed, relative to the project. */
export interface GitListing {
  /** Undefined outside a repository, and if git refuses to read it. */
  readonly paths: readonly string[] | undefined
  /** Why git does not read a repository that is there. */
  readonly refusal: string | undefined
}

/** 8589934591 is the last second that fits into the plain tar header. */
const LATEST = 8_589_934_591

/** Reads the commit of a project and its time from the commit itself, so that no format or log setting matters. */
export async function readCommit(root: string, options: GitOptions): Promise<Git> {
  const answer = await askGit(root, ['cat-file', '--batch'], options, 'HEAD\n')
  // `<name> commit <size>`, then the object.
  const header = (answer.output ?? '').split('\n\n', 1)[0] ?? ''
  const commit = /^([0-9a-f]{40}|[0-9a-f]{64}) commit \d+\n/.exec(header)?.[1]
  if (commit === undefined) return { ...NO_COMMIT, refusal: await whyNoCommit(answer, root, options) }
  const time = Number(/^committer .*> (\d+) [-+]\d+$/m.exec(header)?.[1])
  return { commit, commitTime: time <= LATEST ? time : undefined, refusal: undefined }
}

const NO_COMMIT = { commit: undefined, commitTime: undefined }

/** `HEAD missing` is true before the first commit, and where the commit's object is gone. */
async function whyNoCommit(
  answer: GitAnswer,
  root: string,
  options: GitOptions,
): Promise<string | undefined> {
  if (answer.output === undefined) return refusalIn(answer, root)
  const head = await askGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD'], options)
  const name = head.output?.trim()
  return name === undefined
    ? undefined
    : refusalIn(await askGit(root, ['cat-file', 'commit', name], options), root)
}

/** Why git refuses a repository; undefined if there is no repository or no commit yet. */
function refusalIn(answer: GitAnswer, root: string): string | undefined {
  if (answer.output !== undefined) return undefined
  if (answer.missing) return liesInRepository(root) ? 'git is not installed' : undefined
  return answer.reason === undefined || answer.reason.includes('not a git repository')
    ? undefined
    : answer.reason
}

function liesInRepository(folder: string): boolean {
  return existsSync(join(folder, '.git')) || (dirname(folder) !== folder && liesInRepository(dirname(folder)))
}

/** Folders that git need not enter, because the caller leaves them out. */
export interface LeftOutFolders {
  /** Patterns of names, at any depth. */
  readonly names: Iterable<string>
  /** Relative to the project. */
  readonly paths: readonly string[]
}

/** The repository that a project lies in. */
export interface GitPlace {
  /** The project's folder in the repository, with a final `/`, or empty; undefined outside of one. */
  readonly prefix: string | undefined
  /** Why git does not read a repository that is there. */
  readonly refusal: string | undefined
}

/** Finds the repository that a project lies in. */
export async function findRepository(root: string, options: GitOptions): Promise<GitPlace> {
  const answer = await askGit(root, ['rev-parse', '--show-prefix'], options)
  return { prefix: answer.output?.replace(/\r?\n$/, ''), refusal: refusalIn(answer, root) }
}

/**
 * Lists files and folders (with a final `/`) that git ignores and does not track. git reads each `.gitignore`
 * on its way, so the caller looks at those first. It counts folders that are left out as ignored.
 */
export async function listIgnored(
  root: string,
  { prefix, refusal }: GitPlace,
  leftOut: LeftOutFolders,
  options: GitOptions,
): Promise<GitListing> {
  if (prefix === undefined) return { paths: undefined, refusal }
  const exact = leftOut.paths.map((path) => `/${prefix}${path}`.replaceAll(/[\\*?[\]]/g, String.raw`\$&`))
  const patterns = [...leftOut.names, ...exact].flatMap((pattern) => ['--exclude', `${pattern}/`])
  return list(root, ['--others', '--ignored', '--exclude-standard', '--directory', ...patterns], options)
}

/** Lists the files that git tracks. */
export async function listTracked(
  root: string,
  { prefix, refusal }: GitPlace,
  options: GitOptions,
): Promise<GitListing> {
  if (prefix === undefined) return { paths: undefined, refusal }
  return list(root, [], options)
}

async function list(root: string, flags: readonly string[], options: GitOptions): Promise<GitListing> {
  const answer = await askGit(root, ['ls-files', '-z', ...flags, '--', '.'], options)
  return {
    paths: answer.output?.split('\0').filter((path) => path !== ''),
    refusal: refusalIn(answer, root),
  }
}

/** Lists the tags at HEAD; none if tracked files differ from HEAD, because the tag then does not describe them. */
export async function tagsAtHead(root: string, options: GitOptions): Promise<string[]> {
  const args = ['for-each-ref', '--points-at=HEAD', '--format=%(refname)', 'refs/tags']
  const refs = ((await askGit(root, args, options)).output ?? '').split('\n').filter((ref) => ref !== '')
  if (refs.length === 0 || !(await isUnchanged(root, options))) return []
  return refs.map((ref) => ref.slice('refs/tags/'.length))
}

/** 1980-01-01, the earliest time that every archive format supports. */
const EARLIEST = 315_532_800

/**
 * Returns the time of everything in the release, in seconds since 1970: SOURCE_DATE_EPOCH
 * (reproducible-builds.org), else the commit's, else 1980-01-01.
 * @throws usage error `bad-source-date`
 */
export function sourceDate(env: NodeJS.ProcessEnv, commitTime: number | undefined): number {
  const text = env['SOURCE_DATE_EPOCH']
  if (text === undefined || text === '') return commitTime ?? EARLIEST
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > LATEST) {
    throw usageError('bad-source-date', { text })
  }
  return value
}

/** Reads the time of everything in the release, as `sourceDate`. */
export async function readSourceDate(root: string, options: GitOptions): Promise<number> {
  return sourceDate(options.env, (await readCommit(root, options)).commitTime)
}
