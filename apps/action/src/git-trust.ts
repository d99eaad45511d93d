import { realpathSync } from 'node:fs'
import path from 'node:path'

/**
 * The environment in which git reads the checkout whoever owns it. In a container the files are
 * the runner's and not the container's user's, and git would not tell the commit; actions/checkout
 * says so to git for its own step alone. The way to say it is that of git-config(1): GIT_CONFIG_COUNT.
 * @param project of whose folders, up to the workspace, one is the repository's root; both absolute
 */
export function trustingCheckout(
  env: NodeJS.ProcessEnv,
  workspace: string,
  project: string,
): NodeJS.ProcessEnv {
  const given = Number(env['GIT_CONFIG_COUNT'] ?? 0) || 0
  const settings = foldersBetween(workspace, project).flatMap((folder, index) => [
    [`GIT_CONFIG_KEY_${given + index}`, 'safe.directory'],
    [`GIT_CONFIG_VALUE_${given + index}`, folder],
  ])
  return {
    ...env,
    ...(Object.fromEntries(settings) as Record<string, string>),
    GIT_CONFIG_COUNT: String(given + settings.length / 2),
  }
}

/** From the workspace down to the project, as git names them; none where the project lies elsewhere. */
function foldersBetween(workspace: string, project: string): string[] {
  const [top, bottom] = [real(workspace), real(project)]
  const way = path.relative(top, bottom)
  if (way.startsWith('..') || path.isAbsolute(way)) return []
  const names = way.split(path.sep).filter((name) => name !== '')
  return [top, ...names.map((_, index) => path.join(top, ...names.slice(0, index + 1)))]
}

function real(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return folder
  }
}
