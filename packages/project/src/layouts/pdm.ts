import { recordOf } from '@exuvia/model'
import type { TomlView } from '@exuvia/files'
import { pythonGlob } from '../globs.ts'
import { isFile, isFolder, projectPath, type Tree } from '../tree.ts'
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
  return {
    found: `pdm, ${folder === '' ? 'flat' : folder} layout`,
    files: strip(files, prefix),
    scripts: wheelData(tree, table, 'scripts'),
    data: wheelData(tree, table, 'data'),
  }
}

/**
 * Finds the files of one scheme of `wheel-data`: by their name alone, or by their path below `relative-to`
 * (`WheelBuilder._get_wheel_data`). A folder stands for nothing, because pdm-backend's globs match files.
 */
function wheelData(tree: Tree, table: TomlView, scheme: string): Record<string, string> {
  const view = table.table('wheel-data')
  const items = Array.isArray(view.value(scheme)) ? (view.value(scheme) as unknown[]) : []
  return recordOf(
    items.flatMap((item) => {
      const entry = typeof item === 'string' ? { path: item } : (item as Readonly<Record<string, unknown>>)
      const [written, below] = [entry['path'], entry['relative-to']]
      const glob = typeof written === 'string' ? (projectPath(written) ?? '') : ''
      const base = typeof below === 'string' ? projectPath(below) : undefined
      const matches = pythonGlob(glob)
      const found = [...tree.files.keys()].filter((path) => matches(path))
      return found.map((path) => [placeOf(path, base), path])
    }),
  )
}

function placeOf(path: string, base: string | undefined): string {
  if (base === undefined) return path.slice(path.lastIndexOf('/') + 1)
  return base !== '' && path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path
}

/** Reads the version from the file that `tool.pdm.version` names. */
export async function pdmVersion({ pyproject, read }: VersionPlaces): Promise<FoundVersion | undefined> {
  const path = pyproject.table('tool', 'pdm', 'version').string('path')
  return literalVersion(await read(path), path, '__version__')
}
