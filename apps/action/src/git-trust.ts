import { existsSync, realpathSync } from 'node:fs'
import path from 'node:path'

/**
 * The environment in which git reads the checkout whoever owns it. In a container the files are
 * the runner's and not the container's user's, and git would not tell the commit; actions/checkout
 * says so to git for its own step alone. The way to say it is that of git-config(1): GIT_CONFIG_COUNT.
 * Only the repository that the project lies in is trusted: the nearest folder with a `.git`.
 * @param project of whose folders, up to the workspace, one is the repository's root; both absolute
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

/** From the project up to the workspace, as git looks for it; none where the project lies elsewhere. */
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
