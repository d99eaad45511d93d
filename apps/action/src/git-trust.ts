import { existsSync, realpathSync } from 'node:fs'
import path from 'node:path'

/**
 * Returns an environment in which git reads a checkout of another user. In a container the files
 * belong to the runner's user, so git would refuse to read the commit; actions/checkout allows it
 * only for its own step. GIT_CONFIG_COUNT allows it here (git-config(1)). Git trusts only the
 * repository of the project: the nearest folder with a `.git`.
 * @param project a folder in the repository; it and the workspace are absolute
 */
export function trustingCheckout(
  env: NodeJS.ProcessEnv,
  workspace: string,
  project: string,
): NodeJS.ProcessEnv {
  const root = repositoryRoot(real(workspace), real(project))
  if (root === undefined) return env
  const given = Number(env['GIT_CONFIG_COUNT'] ?? 0) || 0
  return {
    ...env,
    [`GIT_CONFIG_KEY_${given}`]: 'safe.directory',
    [`GIT_CONFIG_VALUE_${given}`]: root,
    GIT_CONFIG_COUNT: String(given + 1),
  }
}

/** The folders from the project up to the workspace; none if the project is elsewhere. */
function repositoryRoot(top: string, folder: string): string | undefined {
  const way = path.relative(top, folder)
  if (way === '..' || way.startsWith(`..${path.sep}`) || path.isAbsolute(way)) return undefined
  if (existsSync(path.join(folder, '.git'))) return folder
  return folder === top ? undefined : repositoryRoot(top, path.dirname(folder))
}

function real(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}
