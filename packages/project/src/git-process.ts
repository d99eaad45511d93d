import { execFile } from 'node:child_process'
import { parse, resolve } from 'node:path'
import { messageOf, programEnvironment, systemErrorCode } from '@exuvia/model'
import { findProgram } from '@exuvia/files'
import { findGitPipe } from './git-pipes.ts'

/**
 * Settings that override all others. A repository may come from anyone, and git runs many programs that a
 * repository's configuration names. Other settings change what git prints. Some keys cannot be overridden because
 * the configuration chooses their name (`filter.x.clean`, `alias.x`, `diff.x.command`). Only some commands use
 * those keys, so Exuvia runs only plumbing that reads refs, objects and the index, never the work tree's contents.
 */
const SETTINGS = [
  // Do not treat a folder inside the checkout that looks like a repository as one (git 2.38).
  'safe.bareRepository=explicit',
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.alternateRefsCommand=',
  'core.untrackedCache=false',
  // The project decides which files a release contains, not what one user ignores.
  'core.excludesFile=/dev/null',
  'core.attributesFile=/dev/null',
  'protocol.allow=never',
  'gpg.program=false',
  'log.showSignature=false',
  'color.ui=never',
  'column.ui=never',
]

const ENVIRONMENT = {
  LC_ALL: 'C',
  // Do not fetch the missing objects of a partial clone. Before git 2.45 only the second line prevents a fetch,
  // because a repository's `protocol.ext.allow` overrides `protocol.allow`.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  GIT_ATTR_NOSYSTEM: '1',
  GIT_LITERAL_PATHSPECS: '1',
}

/** Variables that locate the user's own settings. Their `safe.directory` must apply. */
const PLACES = ['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM']

/** A deadline, because a configuration that includes a pipe makes git wait forever; see also `findGitPipe`. */
const LIMIT_MS = 120_000

export type GitAnswer =
  | { readonly output: string }
  /** `undefined` as output: git failed. The reason is undefined if git printed none. */
  | { readonly output: undefined; readonly missing: boolean; readonly reason: string | undefined }

export interface GitOptions {
  readonly env: NodeJS.ProcessEnv
  readonly signal?: AbortSignal | undefined
}

/**
 * Asks git about a repository and runs nothing else: no program that the settings of the repository
 * or the user name, and no `git` of the current folder.
 * @param input for its standard input
 * @param encoding of input and output; `latin1` keeps the bytes of names that are not UTF-8
 */
export async function askGit(
  folder: string,
  args: readonly string[],
  { env, signal }: GitOptions,
  input = '',
  encoding: 'utf8' | 'latin1' = 'utf8',
): Promise<GitAnswer> {
  const program = await findProgram('git', env)
  if (program === undefined) return { output: undefined, missing: true, reason: undefined }
  const pipe = await findGitPipe(resolve(folder))
  if (pipe !== undefined)
    return { output: undefined, missing: false, reason: `${pipe} is not a regular file` }
  const settings = SETTINGS.flatMap((setting) => ['-c', setting])
  const options = {
    cwd: parse(process.execPath).root,
    env: programEnvironment(env, { ...placesOf(env), ...trustOf(env), ...ENVIRONMENT }),
    maxBuffer: 256 * 2 ** 20,
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL' as const,
    windowsHide: true,
    encoding,
    ...(signal === undefined ? {} : { signal }),
  }
  return new Promise((done, fail) => {
    const all = ['--no-pager', ...settings, '-C', resolve(folder), ...args]
    const child = execFile(program, all, options, (error, output, complaint) => {
      if (signal?.aborted === true) fail(signal.reason as Error)
      else if (error === null) done({ output })
      else done({ output: undefined, missing: false, reason: reasonOf(error, complaint) })
    })
    child.stdin?.on('error', () => {}).end(input, encoding)
  })
}

function reasonOf(error: Error & { readonly killed?: boolean }, complaint: string): string | undefined {
  if (error.killed === true) return `gave no answer within ${LIMIT_MS / 1000} seconds`
  if (systemErrorCode(error) !== undefined) return messageOf(error)
  return /^(?:fatal|error): (.+)$/m.exec(complaint)?.[1]
}

function placesOf(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(PLACES.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
}

/** Keeps only the trusted folders (`safe.directory`) of the settings in GIT_CONFIG_COUNT. */
function trustOf(env: NodeJS.ProcessEnv): Record<string, string> {
  const count = Math.min(Number(env['GIT_CONFIG_COUNT'] ?? 0) || 0, 1000)
  const folders = Array.from({ length: count }, (_, index) => index).flatMap((index) => {
    const isTrust = env[`GIT_CONFIG_KEY_${index}`]?.toLowerCase() === 'safe.directory'
    return isTrust ? [env[`GIT_CONFIG_VALUE_${index}`] ?? ''] : []
  })
  const settings = folders.flatMap((folder, index) => [
    [`GIT_CONFIG_KEY_${index}`, 'safe.directory'],
    [`GIT_CONFIG_VALUE_${index}`, folder],
  ])
  return {
    ...(Object.fromEntries(settings) as Record<string, string>),
    GIT_CONFIG_COUNT: String(folders.length),
  }
}
