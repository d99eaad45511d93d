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
  /** Undefined outside a repository, and where git does not read it. */
  readonly paths: readonly string[] | undefined
  /** Why git does not read a repository that is there. */
  readonly refusal: string | undefined
}

/** 8589934591 is the last second that the plain tar header can hold. */
const LATEST = 8_589_934_591

/** The commit of a project and its time, read from the commit itself: no format or log setting has a say. */
export async function readCommit(root: string, options: GitOptions): Promise<Git> {
  const head = await askGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD'], options)
  const commit = /^(?:[0-9a-f]{40}|[0-9a-f]{64})\n$/.exec(head.output ?? '')?.[0].trim()
  if (commit === undefined) {
    return { commit: undefined, commitTime: undefined, refusal: refusalIn(head, root) }
  }
  const object = await askGit(root, ['cat-file', 'commit', commit], options)
  const header = (object.output ?? '').split('\n\n', 1)[0] ?? ''
  const time = Number(/^committer .*> (\d+) [-+]\d+$/m.exec(header)?.[1])
  return {
    commit,
    commitTime: time <= LATEST ? time : undefined,
    refusal: refusalIn(object, root),
  }
}

/** What git says against a repository: not that there is none, nor that nothing was committed yet. */
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

/** Files and folders (with a final `/`) that git ignores and does not track. */
export async function listIgnored(root: string, options: GitOptions): Promise<GitListing> {
  return list(root, ['--others', '--ignored', '--exclude-standard', '--directory'], options)
}

/** Files that git tracks. */
export async function listTracked(root: string, options: GitOptions): Promise<GitListing> {
  return list(root, [], options)
}

async function list(root: string, flags: readonly string[], options: GitOptions): Promise<GitListing> {
  const answer = await askGit(root, ['ls-files', '-z', ...flags, '--', '.'], options)
  return {
    paths: answer.output?.split('\0').filter((path) => path !== ''),
    refusal: refusalIn(answer, root),
  }
}

/** Tags at HEAD; none where tracked files were changed since, as then the tag is not what is here. */
export async function tagsAtHead(root: string, options: GitOptions): Promise<string[]> {
  const args = ['for-each-ref', '--points-at=HEAD', '--format=%(refname)', 'refs/tags']
  const refs = ((await askGit(root, args, options)).output ?? '').split('\n').filter((ref) => ref !== '')
  if (refs.length === 0 || !(await isUnchanged(root, options))) return []
  return refs.map((ref) => ref.slice('refs/tags/'.length))
}

/** 1980-01-01, the earliest time that every archive format can write. */
const EARLIEST = 315_532_800

/**
 * The time of everything in the release, in seconds since 1970: SOURCE_DATE_EPOCH
 * (reproducible-builds.org), else the commit's, else 1980-01-01.
 * @throws usage error `bad-source-date`
 */
export function sourceDate(env: NodeJS.ProcessEnv, commitTime: number | undefined): number {
  const text = env['SOURCE_DATE_EPOCH']
  if (text === undefined || text === '') return commitTime ?? EARLIEST
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > LATEST) {
    throw usageError(
      'bad-source-date',
      `SOURCE_DATE_EPOCH is "${text}", where whole seconds since 1970 are expected`,
      {
        hint: 'export SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)',
      },
    )
  }
  return value
}
