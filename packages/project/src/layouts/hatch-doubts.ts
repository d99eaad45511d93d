import { addAll } from '@exuvia/model'
import { header, normalizeVersion } from '@exuvia/packaging'
import { hatchTable } from '../hatch-toml.ts'
import { ignoreRules } from '../ignore-rules.ts'
import { projectPath, type Tree } from '../tree.ts'
import { backslashDoubts, type Doubts, type DoubtSubject, isPythonScript, keysInWords } from './doubts.ts'
import { type KnownKeys, unknownKeys } from './known-keys.ts'
import { isWrittenAlready } from './version-file.ts'

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

/** Sources of a version that run nothing of the project and write nothing. */
const VERSION_SOURCES = new Set(['regex', 'code', 'env', 'vcs'])

/** Names what hatchling knows and the static reader does not. */
export async function hatchDoubts(subject: DoubtSubject): Promise<Doubts> {
  const { tree, pyproject, sdist, areFilesListed } = subject
  const tables = [pyproject.table('tool', 'hatch'), tree.hatchToml].filter((table) => table !== undefined)
  // In an sdist, PKG-INFO takes the place of whatever computed a field (metadata/core.py, version/core.py).
  const settled = /(?:^|\.)(?:metadata\.hooks|version)(?:\.|$)/
  const keys = tables
    .flatMap((table) => unknownKeys(table, KEYS))
    .filter((key) => !/(?:^|\.)build(?:\.targets\.wheel)?\.hooks$/.test(key))
    .filter((key) => sdist === undefined || !settled.test(key))
  const doubts = keysInWords(
    areFilesListed ? keys.filter((key) => !/(?:^|\.)build(?:\.|$)/.test(key)) : keys,
  ).slice()
  const project = pyproject.table('project')
  const source = hatchTable(pyproject, tree.hatchToml, 'version').string('source') ?? 'regex'
  // Another plug-in may write files beside the version, whatever version is given.
  if (sdist === undefined && !project.has('version') && !VERSION_SOURCES.has(source))
    doubts.push(`only the plug-in ${source} knows the version`)
  const requirements = [
    project.strings('dependencies') ?? [],
    ...Object.values(project.stringsTable('optional-dependencies')),
  ]
  if (requirements.flat().some((text) => text.includes('{'))) doubts.push('a dependency contains a variable')
  const written =
    project.string('version') ?? (sdist === undefined ? undefined : header(sdist.metadata, 'Version'))
  addAll(doubts, hatchVersionDoubts(written))
  const hooks = await hooksOf(subject)
  if (hooks.length > 0)
    doubts.push(`${hooks.join(', ')} ${hooks.length === 1 ? 'runs' : 'run'} during the build`)
  if (areFilesListed) return doubts
  addAll(doubts, backslashDoubts(hatchTable(pyproject, tree.hatchToml, 'build')))
  // hatchling reads the globs of this file, and skips its regular expressions.
  if (/^syntax: *glob/m.test((await subject.read('.hgignore')) ?? ''))
    doubts.push('only hatchling knows what .hgignore leaves out')
  return [...doubts, ...patternDoubts(subject), ...(await scriptDoubts(subject))]
}

/** hatchling normalises a version in names of files alone. */
export function hatchVersionDoubts(written: string | undefined): string[] {
  return written === undefined || normalizeVersion(written) === written
    ? []
    : [`hatchling writes the version ${written} as it is`]
}

/** Build hooks that change something: a backend gets no variable that would turn on those that are off by default. */
async function hooksOf(subject: DoubtSubject): Promise<string[]> {
  const build = hatchTable(subject.pyproject, subject.tree.hatchToml, 'build')
  const found: string[] = []
  for (const view of [build, build.table('targets', 'wheel')]) {
    const hooks = view.table('hooks')
    for (const name of hooks.keys()) {
      const hook = hooks.table(name)
      if (hook.boolean('enable-by-default') === false) continue
      const isVcs = name === 'vcs' && hook.has('version-file')
      const isIdle =
        isVcs && (await isWrittenAlready(subject, hook.string('version-file'), hook.string('template')))
      if (!isIdle) found.push(hooks.key(name))
    }
  }
  return found
}

/** What only hatchling knows about its lists of patterns. */
function patternDoubts({ tree, pyproject }: DoubtSubject): string[] {
  const build = hatchTable(pyproject, tree.hatchToml, 'build')
  const wheel = build.table('targets', 'wheel')
  const list = (key: string): string[] | undefined => wheel.strings(key) ?? build.strings(key)
  const doubts: string[] = []
  const ignored = tree.gitignore.split(/\r?\n/)
  if ([[...ignored, ...(list('exclude') ?? [])], list('include') ?? []].some((some) => isUnclear(tree, some)))
    doubts.push('only hatchling knows which files its patterns with "!" take back')
  // To hatchling it is a part of the first pattern, and to git it is nothing.
  if (tree.gitignore.startsWith('\uFEFF'))
    doubts.push('only hatchling knows what the first line of .gitignore leaves out')
  const empty = ['include', 'packages', 'only-include'].filter((key) => list(key)?.length === 0)
  if (empty.length > 0) doubts.push(`only hatchling knows what an empty list selects (${empty.join(', ')})`)
  return doubts
}

/** Whether a pattern with `!` takes back a file from a folder, which git and hatchling treat differently. */
function isUnclear(tree: Tree, lines: readonly string[]): boolean {
  const patterns = lines.filter((line) => line.trim() !== '')
  const back = patterns.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
  if (back.length === 0) return false
  const taken = ignoreRules(back, { ignorecase: false })
  const all = ignoreRules(patterns, { ignorecase: false })
  return [...tree.files.keys()].some((path) => taken.ignores(path) && all.ignores(path))
}

/** hatchling changes the first line of a script that names a Python. */
async function scriptDoubts({ tree, pyproject, read }: DoubtSubject): Promise<string[]> {
  const wheel = hatchTable(pyproject, tree.hatchToml, 'build').table('targets', 'wheel')
  const sources = Object.keys(wheel.stringTable('shared-scripts')).map((path) => projectPath(path) ?? path)
  for (const path of tree.files.keys()) {
    if (!sources.some((source) => path === source || path.startsWith(`${source}/`))) continue
    if (isPythonScript(await read(path))) return [`hatchling changes the first line of ${path}`]
  }
  return []
}
