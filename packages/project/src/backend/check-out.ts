import { parse } from 'node:path'
import { outsideError } from '@exuvia/model'
import { findProgram } from '@exuvia/files'
import { lockEnvironment } from './build-environment.ts'
import { outputEnd } from './output-end.ts'
import { runProgram } from './run-program.ts'

/** Milliseconds: large repositories take minutes. */
const LIMIT = 30 * 60_000

/**
 * Checks out a commit of a repository with all its tags, from which backends derive versions, and its submodules, as
 * pip and uv do. Git uses the user's own settings and ssh agent; no prompt appears.
 * @param to a new folder
 * @throws outside error `git-failed`
 */
export async function checkOut(
  repository: string,
  commit: string,
  to: string,
  { env, signal }: { readonly env: NodeJS.ProcessEnv; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  const program = await findProgram('git', env)
  const settings = { ...lockEnvironment(env), GIT_ALLOW_PROTOCOL: 'https:http:ssh:git:file' }
  const git = async (args: readonly string[]): Promise<string | undefined> => {
    if (program === undefined) throw failed('git was not found', [])
    const all = ['-c', 'advice.detachedHead=false', '-c', 'core.hooksPath=/dev/null', ...args]
    const end = await runProgram(program, all, {
      env: settings,
      cwd: parse(process.execPath).root,
      signal,
      limit: LIMIT,
    })
    if (end.failure !== undefined) lastOutput = outputEnd(end.output, settings)
    return end.failure
  }
  let lastOutput: string[] = []
  const mustRun = async (args: readonly string[]): Promise<void> => {
    const failure = await git(args)
    if (failure !== undefined) throw failed(failure, lastOutput)
  }
  await mustRun(['clone', '--quiet', '--no-checkout', '--', repository, to])
  if ((await git(['-C', to, 'checkout', '--quiet', commit])) !== undefined) {
    // A commit that no branch or tag has any more.
    await mustRun(['-C', to, 'fetch', '--quiet', 'origin', commit])
    await mustRun(['-C', to, 'checkout', '--quiet', commit])
  }
  await mustRun(['-C', to, 'submodule', '--quiet', 'update', '--init', '--recursive'])
  return to

  function failed(reason: string, output: readonly string[]): Error {
    const host = URL.canParse(repository) ? new URL(repository).host : repository.replace(/^.*@/, '')
    return outsideError('git-failed', { host: host === '' ? 'this machine' : host, commit, reason, output })
  }
}
