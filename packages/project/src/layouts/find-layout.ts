import { type Config, usageError } from '@exuvia/model'
import type { TomlView } from '@exuvia/files'
import { isFolder, projectPath, type Tree } from '../tree.ts'
import { hatchLayout } from './hatch.ts'
import type { Layout } from './layout.ts'
import { setuptoolsLayout } from './setuptools.ts'
import { flitLayout, pdmLayout, poetryLayout, sourcesLayout, uvLayout } from './simple-backends.ts'

export type Backend = 'setuptools' | 'hatchling' | 'flit' | 'poetry' | 'pdm' | 'uv_build' | 'other'

/** The build backend that pyproject.toml names; setuptools where it names none (PEP 517). */
export function backendOf(pyproject: TomlView): Backend {
  const name = pyproject.table('build-system').string('build-backend') ?? 'setuptools.build_meta'
  const known: [string, Backend][] = [
    ['setuptools', 'setuptools'],
    ['hatchling', 'hatchling'],
    ['flit_core', 'flit'],
    ['flit.', 'flit'],
    ['poetry.', 'poetry'],
    ['pdm.', 'pdm'],
    ['uv_build', 'uv_build'],
  ]
  return known.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'other'
}

/**
 * What of a project goes to `lib/`: the folders of `project.sources` where the config has
 * them, else what the project's build backend would put into a wheel. Backends that build
 * extension modules (maturin, scikit-build-core, meson-python) are read by setuptools'
 * discovery.
 * @throws usage errors that name the line to write
 */
export function findLayout(
  tree: Tree,
  pyproject: TomlView,
  name: string,
  sources: Config['project']['sources'],
  licenseFiles: readonly string[],
): Layout {
  if (sources.length > 0) {
    const folders = sources.map((source, index) => {
      const folder = projectPath(source)
      if (folder === undefined || !isFolder(tree, folder)) {
        throw usageError(
          'no-sources',
          `project.sources[${index}] of the config is "${source}", which is no folder of the project`,
        )
      }
      return folder
    })
    return sourcesLayout(tree, folders)
  }
  const backend = backendOf(pyproject)
  if (backend === 'hatchling') return hatchLayout(tree, pyproject, name)
  if (backend === 'flit') return flitLayout(tree, pyproject, name)
  if (backend === 'poetry') return poetryLayout(tree, pyproject, name)
  if (backend === 'pdm') return pdmLayout(tree, pyproject)
  if (backend === 'uv_build') return uvLayout(tree, pyproject, name)
  return setuptoolsLayout(tree, pyproject, licenseFiles)
}
