import { filesBelow, filesIn, type Tree } from '../tree.ts'
import { type Layout, uniqueFiles } from './layout.ts'
import { strip } from './matching.ts'

/** Lists modules directly in the given folders and all files of the packages there, for `project.sources`. */
export function sourcesLayout(tree: Tree, folders: readonly string[]): Layout {
  const files = folders.flatMap((folder) => {
    const prefix = folder === '' ? '' : `${folder}/`
    const packages = (tree.folders.get(folder) ?? []).filter((name) =>
      /^[\p{ID_Start}_][\p{ID_Continue}]*(?:-stubs)?$/u.test(name),
    )
    const modules = filesIn(tree, folder).filter((file) => /\.py$|\.pyi$/.test(file.path))
    return strip([...modules, ...packages.flatMap((name) => filesBelow(tree, prefix + name))], prefix)
  })
  return { found: 'project.sources', files: uniqueFiles(files) }
}
