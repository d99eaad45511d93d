import type { TomlView } from '@exuvia/files'
import type { Backend } from './backend.ts'
import { flitLayout, flitVersion } from './flit.ts'
import { hatchLayout } from './hatch.ts'
import { hatchVersion } from './hatch-version.ts'
import { pdmLayout, pdmVersion } from './pdm.ts'
import { poetryLayout, poetryVersion } from './poetry.ts'
import { setuptoolsLayout } from './setuptools.ts'
import { setuptoolsVersion } from './setuptools-version.ts'
import { uvLayout } from './uv.ts'

/** Every supported build backend. */
const BACKENDS: readonly Backend[] = [
  { modules: ['setuptools'], layout: setuptoolsLayout, version: setuptoolsVersion },
  { modules: ['hatchling'], layout: hatchLayout, version: hatchVersion },
  { modules: ['flit_core', 'flit.'], layout: flitLayout, version: flitVersion },
  { modules: ['poetry.'], layout: poetryLayout, version: poetryVersion },
  { modules: ['pdm.'], layout: pdmLayout, version: pdmVersion },
  { modules: ['uv_build'], layout: uvLayout },
]

/**
 * Finds the build backend that pyproject.toml names; setuptools if it names none (PEP 517).
 * All other backends, such as those that build extension modules (maturin, scikit-build-core,
 * meson-python), fall back to setuptools' discovery and supply no version.
 */
export function backendOf(pyproject: TomlView): Backend {
  const name = pyproject.table('build-system').string('build-backend') ?? 'setuptools.build_meta'
  const known = BACKENDS.find(({ modules }) => modules.some((module) => name.startsWith(module)))
  return known ?? { modules: [name], layout: setuptoolsLayout }
}
