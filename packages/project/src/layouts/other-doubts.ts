import type { TomlView } from '@exuvia/files'
import { addAll } from '@exuvia/model'
import { backslashDoubts, type Doubts, type DoubtSubject, keysInWords, requiredNames } from './doubts.ts'
import { excludedData } from './uv.ts'
import { uvMarker } from './uv-marker.ts'
import { type KnownKeys, unknownKeys } from './known-keys.ts'
import { isBefore } from './pinned-backend.ts'

/** `[tool.flit]` (flit_core/config.py). */
const FLIT: KnownKeys = {
  honoured: ['module.name', 'external-data.directory'],
  withoutEffect: { sdist: 'sdists alone' },
}

/** Names what flit_core knows and the static reader does not. */
export async function flitDoubts({ pyproject, tree }: DoubtSubject): Promise<Doubts> {
  const table = pyproject.table('tool', 'flit')
  // Since version 4 these are licence files too, if [project] names none.
  const isNamed = pyproject.table('project').has('license-files')
  const notice = [...tree.files.keys()].find((path) => /^(?:NOTICE|AUTHORS)[^/]*$/.test(path))
  const isOpen = !isNamed && notice !== undefined && isBefore(pyproject, 'flit-core', '4')
  return [
    ...keysInWords(unknownKeys(table, FLIT)),
    ...backslashDoubts(table),
    ...(isOpen ? [`only flit_core before 4 knows whether ${notice} ships`] : []),
  ]
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
  addAll(doubts, backslashDoubts(table.table('build')))
  if (!table.table('build').has('custom-hook') && (await read('pdm_build.py')) !== undefined)
    doubts.push('pdm_build.py runs during the build')
  const plugins = requiredNames(pyproject).filter((name) => name !== 'pdm-backend')
  if (plugins.length > 0) doubts.push(`the build requires ${plugins.join(', ')}, which may change it`)
  if (requirementsOf(pyproject).some((text) => text.includes('${')))
    doubts.push('a dependency contains a variable')
  return doubts
}

/** Keys of `[tool.poetry]` that count where `[project]` lacks a field (poetry-core 2, `_configure_package_metadata`). */
const POETRY_FIELDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['description', 'authors', 'maintainers', 'license', 'readme', 'keywords'].map((key) => [key, key]),
  ),
  homepage: 'urls',
  repository: 'urls',
  documentation: 'urls',
  urls: 'urls',
  dependencies: 'dependencies',
  extras: 'optional-dependencies',
}

/** `[tool.poetry]` beside `[project]`. */
const POETRY: KnownKeys = {
  honoured: ['packages', 'include', 'exclude', 'version', ...Object.keys(POETRY_FIELDS)],
  withoutEffect: {
    name: '[project] takes its place',
    classifiers: '[project] takes its place, unless they are dynamic',
    'dev-dependencies': 'development',
    group: 'development',
    source: 'indexes',
    'requires-poetry': 'the version of poetry',
    'requires-plugins': 'plugins of poetry',
    config: 'options of poetry',
    'build-constraints': 'requirements of builds',
  },
}

/** Names keys of `[tool.poetry]` whose field `[project]` does not state. */
function poetryFieldDoubts(pyproject: TomlView): string[] {
  const table = pyproject.table('tool', 'poetry')
  const project = pyproject.table('project')
  const isStated = (field: string): boolean => project.has(field) && !isEmpty(project.value(field))
  const used = Object.entries(POETRY_FIELDS).filter(([key, field]) => {
    if (!table.has(key) || isStated(field)) return false
    if (field === 'urls') return true
    // Either of the two, or an empty list of dependencies, hides both; the version of Python is no requirement.
    const areStated = project.has('dependencies') || isStated('optional-dependencies')
    if (field === 'dependencies')
      return (
        !areStated &&
        table
          .table(key)
          .keys()
          .some((name) => name.toLowerCase() !== 'python')
      )
    return field !== 'optional-dependencies' || !areStated
  })
  return keysInWords(used.map(([key]) => table.key(key)))
}

function isEmpty(value: unknown): boolean {
  return value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
}

/** Names what poetry-core knows and the static reader does not. */
export async function poetryDoubts({ pyproject }: DoubtSubject): Promise<Doubts> {
  const table = pyproject.table('tool', 'poetry')
  const doubts = [
    ...keysInWords(unknownKeys(table, POETRY)),
    ...poetryFieldDoubts(pyproject),
    ...backslashDoubts(table),
  ]
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
export async function uvDoubts({ tree, pyproject }: DoubtSubject): Promise<Doubts> {
  const table = pyproject.table('tool', 'uv', 'build-backend')
  const [excluded] = excludedData(tree, table)
  const rewritten = requirementsOf(pyproject)
    .flatMap((text) => /;(.*)$/s.exec(text)?.[1]?.trim() ?? [])
    .find((marker) => uvMarker(marker) === undefined)
  return [
    ...keysInWords(unknownKeys(table, UV)),
    ...backslashDoubts(table),
    ...(excluded === undefined ? [] : [`only uv_build knows whether its excludes leave out ${excluded}`]),
    ...(rewritten === undefined ? [] : [`only uv_build knows its form of the marker ${rewritten}`]),
  ]
}

/** All dependencies that `[project]` states, of extras too. */
function requirementsOf(pyproject: TomlView): string[] {
  const project = pyproject.table('project')
  const extras = Object.values(project.stringsTable('optional-dependencies'))
  return [project.strings('dependencies') ?? [], ...extras].flat()
}
