import { isFile, isFolder, projectPath } from '../tree.ts'
import { type BackendProject, type FoundVersion, type VersionPlaces, literalVersion } from './backend.ts'
import type { Layout } from './layout.ts'
import { excludedBy, globbed, strip } from './matching.ts'

/** Finds what pdm-backend would put into a wheel (`pdm/backend/base.py`). */
export function pdmLayout({ tree, pyproject }: BackendProject): Layout {
  const table = pyproject.table('tool', 'pdm', 'build')
  const includesGlobs = table.strings('includes') ?? []
  const folder =
    projectPath(
      table.string('package-dir') ?? (isFolder(tree, 'src') && includesGlobs.length === 0 ? 'src' : ''),
    ) ?? ''
  const prefix = folder === '' ? '' : `${folder}/`
  const excludes = [...(table.strings('excludes') ?? []), ...(table.strings('source-includes') ?? ['tests'])]
  const isExcluded = excludedBy(excludes)
  const top = (tree.folders.get(folder) ?? []).filter((name) => isFile(tree, `${prefix}${name}/__init__.py`))
  const roots =
    includesGlobs.length > 0
      ? includesGlobs
      : top.length > 0
        ? top.map((name) => prefix + name)
        : [`${prefix}*.py`]
  const files = roots.flatMap((root) => globbed(tree, root)).filter((file) => !isExcluded(file.path))
  return { found: `pdm, ${folder === '' ? 'flat' : folder} layout`, files: strip(files, prefix) }
}

/** Reads the version from the file that `tool.pdm.version` names. */
export async function pdmVersion({ pyproject, read }: VersionPlaces): Promise<FoundVersion | undefined> {
  const path = pyproject.table('tool', 'pdm', 'version').string('path')
  return literalVersion(await read(path), path, '__version__')
}
