import { normalizeName } from '@exuvia/packaging'
import { type Doubts, type DoubtSubject, keysInWords } from './doubts.ts'
import { type KnownKeys, unknownKeys } from './known-keys.ts'

const SELECTION = [
  'include',
  'exclude',
  'packages',
  'only-include',
  'sources',
  'force-include',
  'artifacts',
].concat(['ignore-vcs', 'only-packages', 'bypass-selection'])

const INERT_BUILD = {
  directory: 'the folder for finished archives',
  'skip-excluded-dirs': 'whether excluded folders are searched',
  reproducible: 'times alone',
  dependencies: 'requirements of the build',
  'require-runtime-dependencies': 'requirements of the build',
  'require-runtime-features': 'requirements of the build',
  'dev-mode-dirs': 'editable installs',
  'dev-mode-exact': 'editable installs',
  versions: 'standard or editable',
}

/** `[tool.hatch]`, or hatch.toml (hatchling/builders/config.py, wheel.py, metadata/core.py). */
const KEYS: KnownKeys = {
  honoured: [
    ...SELECTION.flatMap((key) => [`build.${key}`, `build.targets.wheel.${key}`]),
    'build.targets.wheel.shared-data',
    'build.targets.wheel.shared-scripts',
    'version.source',
    'version.path',
    'version.pattern',
    'version.expression',
    'version.variable',
  ],
  withoutEffect: {
    ...Object.fromEntries(
      Object.entries(INERT_BUILD).flatMap(([key, why]) => [
        [`build.${key}`, why],
        [`build.targets.wheel.${key}`, why],
      ]),
    ),
    'build.targets.sdist': 'sdists alone',
    'build.targets.app': 'another kind of build',
    'build.targets.binary': 'another kind of build',
    'build.targets.custom': 'another kind of build',
    'build.targets.wheel.core-metadata-version': 'the format of METADATA',
    'build.targets.wheel.macos-max-compat': 'tags of native wheels',
    'metadata.allow-direct-references': 'a permission',
    'version.validate-bump': 'hatch version alone',
    'version.scheme': 'hatch version alone',
    env: 'environments',
    envs: 'environments',
    publish: 'publishing',
    project: 'environments',
    workspace: 'environments',
  },
}

/** Names what hatchling knows and the static reader does not. */
export async function hatchDoubts({ tree, pyproject, sdist, areFilesListed }: DoubtSubject): Promise<Doubts> {
  const tables = [pyproject.table('tool', 'hatch'), tree.hatchToml].filter((table) => table !== undefined)
  // In an sdist, PKG-INFO takes the place of whatever computed a field (metadata/core.py, version/core.py).
  const settled = /(?:^|\.)(?:metadata\.hooks|version)(?:\.|$)/
  const keys = tables
    .flatMap((table) => unknownKeys(table, KEYS))
    .filter((key) => sdist === undefined || !settled.test(key))
  const own = normalizeName(pyproject.table('project').string('name') ?? '')
  const extras = Object.values(pyproject.table('project').stringsTable('optional-dependencies')).flat()
  // hatchling replaces such an extra by what it stands for.
  const isRecursive = extras.some((text) => normalizeName(/^\s*([\w.-]+)/.exec(text)?.[1] ?? '') === own)
  const doubts = isRecursive ? ['an extra names the project itself'] : []
  return doubts.concat(
    keysInWords(areFilesListed ? keys.filter((key) => !/(?:^|\.)build(?:\.|$)/.test(key)) : keys),
  )
}
