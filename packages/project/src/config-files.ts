import { type Config, usageError } from '@exuvia/model'
import picomatch from 'picomatch'
import type { Tree } from './tree.ts'

type GlobKey = 'exclude' | 'include' | 'scripts'

/**
 * The project's files that the globs of one config key name, sorted.
 * @throws usage error `glob-matches-nothing` with the key
 */
export function globFiles(tree: Tree, config: Config, key: GlobKey): string[] {
  const paths = [...tree.files.keys()]
  const found = new Set<string>()
  for (const [index, glob] of config.project[key].entries()) {
    const plain = glob.replace(/^\.\//, '').replace(/\/+$/, '')
    const matches = picomatch(plain, { dot: true })
    // A folder's name stands for everything inside.
    const some = paths.filter(
      (path) => matches(path) || (tree.folders.has(plain) && path.startsWith(`${plain}/`)),
    )
    if (some.length === 0) {
      const file = config.file === undefined ? '' : `${config.file}: `
      const prefix = config.file === 'pyproject.toml' ? 'tool.exuvia.' : ''
      throw usageError(
        'glob-matches-nothing',
        `${file}${prefix}project.${key}[${index}] is "${glob}", which matches no file of the project`,
        {
          hint: 'correct the glob or remove it; paths are relative to the project',
        },
      )
    }
    for (const path of some) found.add(path)
  }
  return paths.filter((path) => found.has(path))
}
