import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { systemErrorCode, usageError, withoutSecrets } from '@exuvia/model'

const run = promisify(execFile)

/** Answers of git about a project; undefined where there is no git or no repository. */
export interface Git {
  /** 40 hex digits. */
  readonly commit: string | undefined
  /** Seconds since 1970. */
  readonly commitTime: number | undefined
  /** Why git does not read a repository that is there. */
  readonly refusal: string | undefined
}

/** Runs git in a folder and returns its output; undefined where git is missing or says no. */
async function git(
  root: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const answer = await ask(root, args, env, signal)
  return typeof answer === 'string' ? answer : undefined
}

async function ask(
  root: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string | Error> {
  try {
    const { stdout } = await run('git', ['-C', root, ...args], {
      env: { ...withoutSecrets(env), LC_ALL: 'C' },
      maxBuffer: 256 * 2 ** 20,
      ...(signal === undefined ? {} : { signal }),
    })
    return stdout
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof Error) return error
    throw error
  }
}

/** The commit of a project and its time. */
export async function readCommit(root: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<Git> {
  const answer = await ask(root, ['log', '-1', '--format=%H %ct'], env, signal)
  const match = /^([0-9a-f]{40}) (\d+)\s*$/.exec(typeof answer === 'string' ? answer : '')
  return {
    commit: match?.[1],
    commitTime: match === null ? undefined : Number(match[2]),
    refusal: typeof answer === 'string' ? undefined : refusalIn(answer, root),
  }
}

/** What git says against a repository: not that there is none, nor that nothing was committed yet. */
function refusalIn(error: Error & { readonly stderr?: unknown }, root: string): string | undefined {
  if (systemErrorCode(error) === 'ENOENT') return liesInRepository(root) ? 'git is not installed' : undefined
  const fatal = /^fatal: (.+)$/m.exec(String(error.stderr))?.[1]
  return fatal === undefined || /not a git repository|does not have any commits/.test(fatal)
    ? undefined
    : fatal
}

function liesInRepository(folder: string): boolean {
  return existsSync(join(folder, '.git')) || (dirname(folder) !== folder && liesInRepository(dirname(folder)))
}

/**
 * Files and folders (with a final `/`) that git ignores and does not track, relative to
 * the project; undefined outside a repository.
 */
export async function listIgnored(
  root: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string[] | undefined> {
  const args = ['ls-files', '-z', '--others', '--ignored', '--exclude-standard', '--directory', '.']
  return (await git(root, args, env, signal))?.split('\0').filter((path) => path !== '')
}

/** Files that git tracks, relative to the project; undefined outside a repository. */
export async function listTracked(
  root: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string[] | undefined> {
  return (await git(root, ['ls-files', '-z', '.'], env, signal))?.split('\0').filter((path) => path !== '')
}

/** Tags at HEAD; none where tracked files were changed since, as then the tag is not what is here. */
export async function tagsAtHead(
  root: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string[]> {
  const changes = await git(root, ['status', '--porcelain', '--untracked-files=no'], env, signal)
  if (changes === undefined || changes.trim() !== '') return []
  const tags = await git(root, ['tag', '--points-at', 'HEAD'], env, signal)
  return (tags ?? '').split('\n').filter((tag) => tag !== '')
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
  // 8589934591 is the last second that the plain tar header can hold.
  if (!/^\d+$/.test(text) || value > 8_589_934_591) {
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
