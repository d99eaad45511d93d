import { type Config, usageError } from '@exuvia/model'
import { isFolder, projectPath } from '../tree.ts'
import type { BackendProject } from './backend.ts'
import { backendOf } from './backends.ts'
import type { Layout } from './layout.ts'
import { sourcesLayout } from './sources.ts'

/**
 * Finds the project's files for `lib/`: the folders of `project.sources` if the config sets
 * it, else what the project's build backend would put into a wheel.
 * @throws usage errors that name the line to write
 */
export function findLayout(project: BackendProject, sources: Config['project']['sources']): Layout {
  const { tree } = project
  if (sources.length > 0) {
    const folders = sources.map((source, index) => {
      const folder = projectPath(source)
      if (folder === undefined || !isFolder(tree, folder)) {
        throw usageError('no-source-folder', { key: `project.sources[${index}]`, folder: source })
      }
      return folder
    })
    return sourcesLayout(tree, folders)
  }
  return backendOf(project.pyproject).layout(project)
}
