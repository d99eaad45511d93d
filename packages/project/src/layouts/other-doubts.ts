import { type Doubts, type DoubtSubject, keysInWords, requiredNames } from './doubts.ts'
import { type KnownKeys, unknownKeys } from './known-keys.ts'

/** `[tool.flit]` (flit_core/config.py). */
const FLIT: KnownKeys = {
  honoured: ['module.name', 'external-data.directory'],
  withoutEffect: { sdist: 'sdists alone' },
}

/** Names what flit_core knows and the static reader does not. */
export async function flitDoubts({ pyproject }: DoubtSubject): Promise<Doubts> {
  return keysInWords(unknownKeys(pyproject.table('tool', 'flit'), FLIT))
}

/** `[tool.pdm]` (pdm/backend/config.py). */
const PDM: KnownKeys = {
  honoured: [
    'build.includes',
    'build.excludes',
    'build.source-includes',
    'build.package-dir',
    'build.wheel-data.scripts',
    'build.wheel-data.data',
    'version.source',
    'version.path',
  ],
  withoutEffect: {
    'build.editable-backend': 'editable installs',
    'build.is-purelib': 'the tag alone, of a project without extension modules',
    scripts: 'commands of pdm',
    'dev-dependencies': 'development',
    source: 'indexes',
    resolution: 'locking',
    distribution: 'installing',
    plugins: 'plugins of pdm',
    options: 'options of pdm',
    package: 'installing',
    'package-type': 'installing',
    publish: 'publishing',
    ignore_package_warnings: 'warnings',
    overrides: 'locking',
    python_requires: 'locking',
    use_uv: 'installing',
  },
}

/** Names what pdm-backend knows and the static reader does not. */
export async function pdmDoubts({ pyproject, read, areFilesListed }: DoubtSubject): Promise<Doubts> {
  const table = pyproject.table('tool', 'pdm')
  // A written version, which the backend puts into sdists too, takes the place of what would compute it.
  const isWritten = pyproject.table('project').has('version')
  const keys = unknownKeys(table, PDM).filter((key) => !isWritten || !key.includes('.pdm.version'))
  const doubts = [...keysInWords(areFilesListed ? keys.filter((key) => !key.includes('.build.')) : keys)]
  if (!table.table('build').has('custom-hook') && (await read('pdm_build.py')) !== undefined)
    doubts.push('pdm_build.py runs during the build')
  const plugins = requiredNames(pyproject).filter((name) => name !== 'pdm-backend')
  if (plugins.length > 0) doubts.push(`the build requires ${plugins.join(', ')}, which may change it`)
  const project = pyproject.table('project')
  const lists = [
    project.strings('dependencies') ?? [],
    ...Object.values(project.stringsTable('optional-dependencies')),
  ]
  if (lists.flat().some((text) => text.includes('${'))) doubts.push('a dependency contains a variable')
  return doubts
}

/** `[tool.poetry]` beside `[project]` (poetry-core 2). */
const POETRY: KnownKeys = {
  honoured: ['packages', 'include', 'exclude', 'version'],
  withoutEffect: {
    ...Object.fromEntries(
      ['name', 'description', 'authors', 'maintainers', 'license', 'readme', 'homepage', 'repository']
        .concat(['documentation', 'keywords', 'urls'])
        .map((key) => [key, '[project] takes its place']),
    ),
    classifiers: '[project] takes its place, unless they are dynamic',
    dependencies: 'sources for locking; the requirements are those of [project], unless they are dynamic',
    'dev-dependencies': 'development',
    group: 'development',
    extras: '[project] takes its place',
    source: 'indexes',
    'requires-poetry': 'the version of poetry',
    'requires-plugins': 'plugins of poetry',
    config: 'options of poetry',
    'build-constraints': 'requirements of builds',
  },
}

/** Names what poetry-core knows and the static reader does not. */
export async function poetryDoubts({ pyproject }: DoubtSubject): Promise<Doubts> {
  const table = pyproject.table('tool', 'poetry')
  const doubts = keysInWords(unknownKeys(table, POETRY))
  const plugins = requiredNames(pyproject).filter(
    (name) => !['poetry-core', 'setuptools', 'wheel'].includes(name),
  )
  return plugins.length === 0
    ? doubts
    : [...doubts, `the build requires ${plugins.join(', ')}, which may change it`]
}

/** `[tool.uv.build-backend]` (uv-build-backend/src/settings.rs). The rest of `[tool.uv]` has no effect on a wheel. */
const UV: KnownKeys = {
  honoured: [
    'module-root',
    'module-name',
    'namespace',
    'source-exclude',
    'wheel-exclude',
    'default-excludes',
  ].concat(['data.scripts', 'data.data', 'data.purelib', 'data.platlib']),
  withoutEffect: { 'source-include': 'sdists alone', 'data.headers': 'C headers, which do not ship' },
}

/** Names what uv_build knows and the static reader does not. */
export async function uvDoubts({ pyproject }: DoubtSubject): Promise<Doubts> {
  return keysInWords(unknownKeys(pyproject.table('tool', 'uv', 'build-backend'), UV))
}
