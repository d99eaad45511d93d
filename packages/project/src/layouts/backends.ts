import type { TomlView } from '@exuvia/files'
import type { Backend, LicenseHabits } from './backend.ts'
import { hatchDoubts, hatchVersionDoubts } from './hatch-doubts.ts'
import { flitDoubts, pdmDoubts, poetryDoubts, uvDoubts } from './other-doubts.ts'
import { setuptoolsDoubts } from './setuptools-doubts.ts'
import { flitDescription, flitLayout, flitVersion } from './flit.ts'
import { hatchLayout } from './hatch.ts'
import { hatchVersion } from './hatch-version.ts'
import { pdmLayout, pdmVersion } from './pdm.ts'
import { poetryLayout, poetryVersion } from './poetry.ts'
import { setuptoolsLayout } from './setuptools.ts'
import { setuptoolsVersion } from './setuptools-version.ts'
import { uvLayout } from './uv.ts'
import { uvMarker } from './uv-marker.ts'

/** Globs that PEP 639 suggests to backends if the project names no licence files. */
const LICENSE_GLOBS = ['LICEN[CS]E*', 'COPYING*', 'NOTICE*', 'AUTHORS*']

/** Every supported build backend. */
const BACKENDS: readonly Backend[] = [
  {
    modules: ['setuptools.build_meta'],
    distribution: 'setuptools',
    since: '77.0.0',
    layout: setuptoolsLayout,
    version: setuptoolsVersion,
    doubts: setuptoolsDoubts,
    findsField: (field, pyproject) => {
      const key = ['scripts', 'gui-scripts'].includes(field) ? 'entry-points' : field
      return pyproject.table('tool', 'setuptools', 'dynamic').has(key)
    },
  },
  {
    modules: ['hatchling.'],
    distribution: 'hatchling',
    since: '1.26.0',
    layout: hatchLayout,
    version: hatchVersion,
    doubts: hatchDoubts,
    versionDoubts: hatchVersionDoubts,
    licenses: { isRecursive: false },
    expandsOwnExtras: true,
  },
  {
    modules: ['flit_core.', 'flit.'],
    distribution: 'flit_core',
    since: '3.12',
    layout: flitLayout,
    version: flitVersion,
    doubts: flitDoubts,
    description: flitDescription,
    putsExtraFirst: true,
    licenses: { named: 'both', writesText: false },
  },
  {
    modules: ['poetry.core.', 'poetry.masonry.'],
    distribution: 'poetry-core',
    since: '2.2.0',
    layout: poetryLayout,
    version: poetryVersion,
    doubts: poetryDoubts,
    computes: ['classifiers'],
    unknownReadmeType: 'text/plain',
    namesFirstPerson: true,
    licenses: { globs: [...LICENSE_GLOBS, 'LICENSES/**/*'] },
  },
  {
    modules: ['pdm.'],
    distribution: 'pdm-backend',
    since: '2.4.0',
    layout: pdmLayout,
    version: pdmVersion,
    doubts: pdmDoubts,
    licenses: { globs: LICENSE_GLOBS.slice(0, 3), named: 'alone', listsOnlyNamed: true },
  },
  {
    modules: ['uv_build'],
    distribution: 'uv_build',
    since: '0.8.0',
    layout: uvLayout,
    doubts: uvDoubts,
    marker: uvMarker,
    licenses: { globs: [] },
  },
]

/**
 * Finds the build backend that pyproject.toml names; setuptools if it names none (PEP 517).
 * All other backends, such as those that build extension modules (maturin, scikit-build-core,
 * meson-python), are not understood: without their wheel, the reader can only try setuptools' discovery.
 */
export function backendOf(pyproject: TomlView): Backend {
  const name = pyproject.table('build-system').string('build-backend') ?? 'setuptools.build_meta'
  const known = BACKENDS.find(({ modules }) => modules.some((module) => name.startsWith(module)))
  return (
    known ?? {
      modules: [name],
      layout: setuptoolsLayout,
      doubts: async () => [`only ${name} knows what it builds`],
    }
  )
}

/** `[tool.setuptools]` of a project that setuptools builds; a table that another backend leaves alone is undefined. */
export function setuptoolsTable(pyproject: TomlView): TomlView | undefined {
  const isUsed = backendOf(pyproject).distribution === 'setuptools'
  return isUsed ? pyproject.table('tool', 'setuptools') : undefined
}

/** Finds how the project's backend treats licences. */
export function licenseHabits(pyproject: TomlView): LicenseHabits {
  return {
    globs: LICENSE_GLOBS,
    isRecursive: true,
    named: 'globs',
    writesText: true,
    listsOnlyNamed: false,
    ...backendOf(pyproject).licenses,
  }
}

/** Lists the dynamic fields of a project (PEP 621), and those that its backend computes as if they were. */
export function dynamicFields(pyproject: TomlView): string[] {
  const project = pyproject.table('project')
  const computed = (backendOf(pyproject).computes ?? []).filter((field) => {
    const value = project.value(field)
    return value === undefined || (Array.isArray(value) && value.length === 0)
  })
  return [...new Set([...(project.strings('dynamic') ?? []), ...computed])]
}
