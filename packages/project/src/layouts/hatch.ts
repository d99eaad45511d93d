import { recordOf, usageError } from '@exuvia/model'
import type { Ignore } from 'ignore'
import { escapeName, hasNativeName } from '@exuvia/packaging'
import type { TomlView } from '@exuvia/files'
import { hatchTable } from '../hatch-toml.ts'
import { ignoreRules } from '../ignore-rules.ts'
import { filesBelow, isFile, projectPath, type Tree, type TreeFile } from '../tree.ts'
import type { BackendProject } from './backend.ts'
import { type Layout, type LibFile, uniqueFiles } from './layout.ts'

/**
 * Finds what hatchling would put into a wheel (`hatchling/builders/wheel.py`, `config.py`):
 * `packages`, `only-include`, `include`, `exclude`, `artifacts`, `sources` and
 * `force-include` of the wheel target or of the build, else the package or module with
 * the project's name. Every file inside ships unless .gitignore excludes it.
 * @throws usage error `no-packages`
 */
export function hatchLayout({ tree, pyproject, name }: BackendProject): Layout {
  const build = hatchTable(pyproject, tree.hatchToml, 'build')
  const wheel = build.table('targets', 'wheel')
  const from = (key: string): TomlView => (wheel.has(key) ? wheel : build)
  const list = (key: string): string[] => from(key).strings(key) ?? []
  const ignoreVcs = from('ignore-vcs').boolean('ignore-vcs') ?? false
  const excluded = rules([
    '*.py[cdo]',
    '/dist',
    ...(ignoreVcs ? [] : tree.gitignore.split(/\r?\n/)),
    ...list('exclude'),
  ])
  const artifacts = rules([...list('artifacts'), ...versionFiles(build, wheel)])

  const force = Object.entries(from('force-include').stringTable('force-include'))
  const chosen = { include: list('include'), packages: list('packages'), onlyInclude: list('only-include') }
  const hasSelection = Object.values(chosen).some((paths) => paths.length > 0)
  let found = 'hatchling, files selected'
  let excludeAll = false
  if (!hasSelection) {
    const byName = defaultSelection(tree, name, escapeName(name))
    if (byName !== undefined) {
      found = `hatchling, ${byName.found}`
      chosen.packages = byName.packages
      chosen.onlyInclude = byName.onlyInclude
    } else if (force.length > 0 || (wheel.boolean('bypass-selection') ?? false)) {
      excludeAll = true
    } else {
      throw usageError('no-packages', {
        backend: 'hatchling',
        name,
        reason: `no ${escapeName(name)}/__init__.py, src/${escapeName(name)}/__init__.py or ${escapeName(name)}.py`,
        lines: ['[tool.hatch.build.targets.wheel]', 'packages = ["src/…"]'],
      })
    }
  }
  const packages = chosen.packages.map((path) => projectPath(path) ?? path)
  const sources = sourcesOf(from('sources'), packages)
  const placed = (path: string): string => {
    for (const [source, replacement] of sources) {
      if (path.startsWith(source)) return replacement + path.slice(source.length)
    }
    return path
  }
  const isArtifact = (path: string): boolean => artifacts.ignores(path)
  const isIncluded = rules([...chosen.include, ...packages.map((path) => `/${path}/`)])
  const onlyPackages = from('only-packages').boolean('only-packages') ?? false
  const roots = (chosen.onlyInclude.length > 0 ? chosen.onlyInclude : packages).map(
    (path) => projectPath(path) ?? path,
  )
  // Only the walk over the whole project leaves out a forced folder; a forced file is left out everywhere.
  const reserved = new Set(
    force.flatMap(([source]) => {
      const files =
        isFile(tree, projectPath(source) ?? source) || roots.length === 0 ? below(tree, source) : []
      return files.map((file) => placed(file.path))
    }),
  )
  const candidates = roots.length > 0 ? roots.flatMap((root) => below(tree, root)) : filesBelow(tree, '')
  const files: LibFile[] = []
  for (const { path } of candidates) {
    if (reserved.has(placed(path))) continue
    const isOutsidePackage =
      onlyPackages && !isFile(tree, `${path.slice(0, path.lastIndexOf('/') + 1)}__init__.py`)
    const isNamed = roots.includes(path)
    const artifact = isArtifact(path)
    const selected =
      !excludeAll &&
      !isOutsidePackage &&
      (isNamed || !excluded.ignores(path) || (hasNativeName(path) && roots.length > 0)) &&
      (roots.length > 0 || (chosen.include.length > 0 && isIncluded.ignores(path)))
    if (artifact || selected) files.push({ path: placed(path), file: path, named: artifact || ignoreVcs })
  }
  for (const [source, target] of force) {
    const root = projectPath(source)
    const inside = root === undefined ? [] : below(tree, root)
    if (root === undefined || inside.length === 0) {
      throw from('force-include').table('force-include').error(source, 'is no file of the project')
    }
    const place = placeInWheel(from('force-include').table('force-include'), source, target)
    for (const file of inside) {
      const rest = file.path.slice(root.length)
      files.push({ path: placed(`${place}${rest}`.replace(/^\//, '')), file: file.path, named: true })
    }
  }
  const isShared = (path: string): boolean => isArtifact(path) || !excluded.ignores(path)
  return {
    found,
    files: uniqueFiles(files),
    scripts: spread(tree, wheel.table('shared-scripts'), isShared),
    data: spread(tree, wheel.table('shared-data'), isShared),
  }
}

function defaultSelection(
  tree: Tree,
  rawName: string,
  escaped: string,
): { packages: string[]; onlyInclude: string[]; found: string } | undefined {
  for (const name of new Set([rawName.replaceAll(/[-_.]+/g, '_'), escaped])) {
    if (isFile(tree, `${name}/__init__.py`))
      return { packages: [name], onlyInclude: [], found: 'flat layout' }
    if (isFile(tree, `src/${name}/__init__.py`))
      return { packages: [`src/${name}`], onlyInclude: [], found: 'src layout' }
    if (isFile(tree, `${name}.py`))
      return { packages: [], onlyInclude: [`${name}.py`], found: 'single module' }
    const spaces = (tree.folders.get('') ?? []).filter((space) =>
      isFile(tree, `${space}/${name}/__init__.py`),
    )
    if (spaces.length === 1)
      return { packages: [spaces[0] ?? ''], onlyInclude: [], found: 'namespace package' }
  }
  return undefined
}

function folder(path: string): string {
  return path === '' ? '' : `${projectPath(path) ?? path}/`
}

function sourcesOf(view: TomlView, packages: readonly string[]): [string, string][] {
  const raw = view.value('sources')
  const sources = new Map<string, string>()
  if (Array.isArray(raw)) for (const source of view.strings('sources') ?? []) sources.set(folder(source), '')
  else {
    for (const [source, target] of Object.entries(view.stringTable('sources'))) {
      const replacement = projectPath(target) ?? target
      sources.set(folder(source), replacement === '' ? '' : `${replacement}/`)
    }
  }
  for (const path of packages) {
    const parent = path.includes('/') ? path.slice(0, path.lastIndexOf('/') + 1) : ''
    if (parent !== '' && !sources.has(`${path}/`)) sources.set(parent, '')
  }
  return [...sources].sort(([a], [b]) => (a < b ? -1 : 1))
}

/** Lists files that hatchling's own version hooks write; they count as artifacts. */
function versionFiles(build: TomlView, wheel: TomlView): string[] {
  return [build, wheel].flatMap((view) => {
    const file = view.table('hooks', 'vcs').string('version-file')
    const path = view.table('hooks', 'version').string('path')
    return [file, path].filter((item) => item !== undefined).map((item) => `/${item}`)
  })
}

function rules(patterns: readonly string[]): Ignore {
  return ignoreRules(patterns, { ignorecase: false })
}

/** Lists the file at a path, or the files below it if it is a folder. */
function below(tree: Tree, path: string): TreeFile[] {
  const file = tree.files.get(path)
  return file === undefined ? filesBelow(tree, path) : [file]
}

/** Lists the files of a table `source = "target"`; in a folder, the excludes hold for the places of its files. */
function spread(tree: Tree, table: TomlView, isShared: (place: string) => boolean): Record<string, string> {
  const entries = table.keys().flatMap((source) => {
    const target = placeInWheel(table, source, table.string(source) ?? '')
    const root = projectPath(source) ?? source
    return below(tree, root)
      .map((file) => [`${target}${file.path.slice(root.length)}`.replace(/^\//, ''), file.path] as const)
      .filter(([place, path]) => path === root || isShared(place))
  })
  return recordOf(entries)
}

/** A place in the wheel: hatchling ignores slashes around it, so that `/` is the root. */
function placeInWheel(table: TomlView, source: string, target: string): string {
  const place = projectPath(target.replace(/^\/+/, ''))
  if (place === undefined) throw table.error(source, `leads to "${target}", out of the wheel`)
  return place
}
