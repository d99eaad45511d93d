import { type Config, nearestGlob, usageError, globMatcher, trimEndOf } from '@exuvia/model'
import type { Tree } from './tree.ts'

type GlobKey = 'exclude' | 'include' | 'scripts'

/**
 * Finds the project's files that the globs of one config key match, sorted.
 * @param others paths that are no files of the project and that a glob may match instead
 * @throws usage error `glob-matches-nothing` with the key
 */
export function globFiles(
  tree: Tree,
  config: Config,
  key: GlobKey,
  others: readonly string[] = [],
): string[] {
  const paths = [...tree.files.keys()]
  const found = new Set<string>()
  for (const [index, glob] of config.project[key].entries()) {
    const plain = trimEndOf(glob.replace(/^\.\//, ''), '/')
    const matches = globMatcher(plain)
    // A folder's name stands for everything inside.
    const some = paths.filter(
      (path) => matches(path) || (tree.folders.has(plain) && path.startsWith(`${plain}/`)),
    )
    if (some.length === 0 && globMatches([glob], others).length === 0) {
      const name = `project.${key}[${index}]`
      const near = nearestGlob(plain, paths)
      throw usageError('glob-matches-nothing', {
        key: placeInConfig(config, name),
        glob,
        suggestion: near === undefined ? '' : `did you mean "${near}"? `,
      })
    }
    for (const path of some) found.add(path)
  }
  return paths.filter((path) => found.has(path))
}

/** Lists the paths that globs match; a folder's name stands for everything inside. */
export function globMatches(globs: readonly string[], paths: readonly string[]): string[] {
  const tests = globs.flatMap((glob) => {
    const plain = trimEndOf(glob.replace(/^\.\//, ''), '/')
    return [globMatcher(plain), (path: string) => path.startsWith(`${plain}/`)]
  })
  return paths.filter((path) => tests.some((matches) => matches(path)))
}

/** `pyproject.toml:12 tool.exuvia.project.exclude[0]`. */
function placeInConfig({ file, lines }: Config, key: string): string {
  if (file === undefined) return key
  const line = lines?.get(key)
  const place = line === undefined ? file : `${file}:${line}`
  return `${place} ${file.endsWith('pyproject.toml') ? 'tool.exuvia.' : ''}${key}`
}
