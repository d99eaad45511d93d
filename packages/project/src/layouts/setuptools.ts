import { addAll, compareText, recordOf, trimEndOf, usageError } from '@exuvia/model'
import { hasNativeName } from '@exuvia/packaging'
import { fnmatch, pythonGlob } from '../globs.ts'
import type { TomlView } from '@exuvia/files'
import { filesBelow, filesIn, isFolder, projectPath, type Tree } from '../tree.ts'
import type { BackendProject } from './backend.ts'
import { type Layout, type LibFile, uniqueFiles } from './layout.ts'
import { manifestFiles } from './manifest-in.ts'
import { FLAT_MODULE_EXCLUDES, FLAT_PACKAGE_EXCLUDES, findPackages } from './setuptools-discovery.ts'

interface Found {
  readonly packages: readonly string[]
  readonly modules: readonly string[]
  /** Package → folder; `''` is the root of all others (distutils' `package_dir`). */
  readonly folders: Readonly<Record<string, string>>
  readonly found: string
}

/**
 * Finds what setuptools would put into a wheel: packages and modules listed under
 * `[tool.setuptools]`, found by `packages.find`, or discovered (`setuptools/discovery.py`).
 * Their data comes from `package-data` and, with `include-package-data` (on by default),
 * from MANIFEST.in and version control plug-ins.
 * @param licenseFiles - paths that the project names as licence files
 * @throws usage error `several-packages`, as setuptools refuses
 */
export function setuptoolsLayout({ tree, pyproject, licenseFiles }: BackendProject): Layout {
  const table = pyproject.table('tool', 'setuptools')
  const found = listed(tree, table) ?? discovered(tree, table)
  const files: LibFile[] = []
  const packageFolders = new Map<string, string>()
  for (const name of found.packages) {
    const folder = packageFolder(name, found.folders)
    packageFolders.set(folder, name)
    for (const file of filesIn(tree, folder)) {
      const isModule = file.path.endsWith('.py') && file.path !== 'setup.py'
      // A built extension module in the package replaces the one that build_ext would make.
      if (isModule || hasNativeName(file.path))
        files.push({ path: libPath(name, folder, file.path), file: file.path })
    }
  }
  for (const name of found.modules) {
    const path = `${name.replaceAll('.', '/')}.py`
    const root = found.folders[''] ?? ''
    const file = root === '' ? path : `${root}/${path}`
    if (!tree.files.has(file)) throw table.error('py-modules', `names "${name}", and there is no ${file}`)
    files.push({ path, file })
  }
  addAll(files, packageData(tree, pyproject, found, packageFolders, licenseFiles))
  const scripts = recordOf(
    (table.strings('script-files') ?? []).map((path) => {
      const file = projectPath(path) ?? path
      if (!tree.files.has(file)) throw table.error('script-files', `names "${path}", and there is no ${file}`)
      return [file.slice(file.lastIndexOf('/') + 1), file]
    }),
  )
  return { found: found.found, files: uniqueFiles(files), scripts, data: dataFiles(tree, table) }
}

/** Finds `data-files`: folder below the installation prefix → globs; each file lands in it by its name alone. */
function dataFiles(tree: Tree, table: TomlView): Record<string, string> {
  const entries = Object.entries(table.stringsTable('data-files')).flatMap(([folder, globs]) =>
    globs.flatMap((glob) => {
      const matches = pythonGlob(projectPath(glob) ?? glob)
      const prefix = trimEndOf(projectPath(folder) ?? folder, '/')
      return [...tree.files.keys()]
        .filter((path) => matches(path))
        .map((path): [string, string] => {
          const name = path.slice(path.lastIndexOf('/') + 1)
          return [prefix === '' ? name : `${prefix}/${name}`, path]
        })
    }),
  )
  return recordOf(entries)
}

function listed(tree: Tree, table: TomlView): Found | undefined {
  const folders = recordOf(
    Object.entries(table.stringTable('package-dir')).map(([name, folder]) => [
      name,
      projectPath(folder) ?? folder,
    ]),
  )
  const packages = table.value('packages')
  const modules = table.strings('py-modules')
  if (packages === undefined && modules === undefined) return undefined
  if (packages === undefined || Array.isArray(packages)) {
    const names = table.strings('packages') ?? []
    for (const name of names) {
      const folder = packageFolder(name, folders)
      if (!isFolder(tree, folder))
        throw table.error('packages', `names "${name}", and there is no folder ${folder}`)
    }
    return { packages: names, modules: modules ?? [], folders, found: 'setuptools, packages listed' }
  }
  const find = table.table('packages', 'find')
  const names: string[] = []
  for (const where of find.stringOrStrings('where') ?? ['.']) {
    const folder = projectPath(where)
    if (folder === undefined || !isFolder(tree, folder))
      throw find.error('where', `names "${where}", which is no folder of the project`)
    const inside = findPackages(tree, folder, {
      include: find.strings('include') ?? ['*'],
      exclude: find.strings('exclude') ?? [],
      namespaces: find.boolean('namespaces') ?? true,
      flat: false,
    })
    addAll(names, inside)
    for (const name of inside) {
      const isTop = !inside.some((other) => name.startsWith(`${other}.`))
      if (isTop) folders[name] ??= [folder, ...name.split('.')].filter((part) => part !== '').join('/')
    }
  }
  return {
    packages: [...new Set(names)],
    modules: modules ?? [],
    folders,
    found: 'setuptools, packages.find',
  }
}

function discovered(tree: Tree, table: TomlView): Found {
  const configured = recordOf(
    Object.entries(table.stringTable('package-dir')).map(([name, folder]) => [
      name,
      projectPath(folder) ?? folder,
    ]),
  )
  const all = { include: ['*'], exclude: [], namespaces: true, flat: false }
  const explicit = Object.entries(configured).filter(([name]) => name !== '')
  if (explicit.length > 0) {
    const packages = explicit.flatMap(([name, folder]) =>
      [name].concat(findPackages(tree, folder, all).map((inner) => `${name}.${inner}`)),
    )
    return { packages, modules: [], folders: configured, found: 'setuptools, package-dir' }
  }
  const source = configured[''] ?? 'src'
  if (isFolder(tree, source)) {
    return {
      packages: findPackages(tree, source, all),
      modules: modulesIn(tree, source, []),
      folders: { ...configured, '': source },
      found: `setuptools, ${source} layout`,
    }
  }
  const packages = findPackages(tree, '', { ...all, exclude: FLAT_PACKAGE_EXCLUDES, flat: true })
  const top = topLevel(packages.filter((name) => !(name.split('.')[0] ?? '').endsWith('-stubs')))
  refuseSeveral(top, 'packages')
  if (top.length > 0) return { packages, modules: [], folders: {}, found: 'setuptools, flat layout' }
  const modules = modulesIn(tree, '', FLAT_MODULE_EXCLUDES)
  refuseSeveral(modules, 'modules')
  // Packages of types alone (`…-stubs`) do not keep setuptools from looking for a module.
  return { packages, modules, folders: {}, found: 'setuptools, single module' }
}

function refuseSeveral(names: readonly string[], kind: string): void {
  if (names.length < 2) return
  const list = [...names].sort(compareText)
  throw usageError('several-packages', {
    kind,
    names: list,
    // A bare list of packages would leave out those below them.
    lines:
      kind === 'packages'
        ? ['[tool.setuptools.packages.find]', `include = [${list.map((name) => `"${name}*"`).join(', ')}]`]
        : ['[tool.setuptools]', `py-modules = [${list.map((name) => `"${name}"`).join(', ')}]`],
  })
}

function topLevel(packages: readonly string[]): string[] {
  return packages.filter((name) => !packages.some((other) => name.startsWith(`${other}.`)))
}

function modulesIn(tree: Tree, folder: string, exclude: readonly string[]): string[] {
  return filesIn(tree, folder)
    .map((file) => file.path.slice(folder === '' ? 0 : folder.length + 1))
    .filter((name) => /^[\p{ID_Start}_][\p{ID_Continue}]*\.py$/u.test(name))
    .map((name) => name.slice(0, -3))
    .filter((name) => !exclude.some((pattern) => fnmatch(name, pattern)))
}

/** Finds the folder of a package: the nearest entry of `package_dir` and the rest of the name (`find_package_path`). */
export function packageFolder(name: string, folders: Readonly<Record<string, string>>): string {
  const parts = name.split('.')
  for (let end = parts.length; end > 0; end--) {
    const key = parts.slice(0, end).join('.')
    // A package may be called `constructor`, which every object inherits.
    const folder = Object.hasOwn(folders, key) ? folders[key] : undefined
    if (folder !== undefined) return [folder, ...parts.slice(end)].filter((part) => part !== '').join('/')
  }
  return [folders[''] ?? '', ...parts].filter((part) => part !== '').join('/')
}

function libPath(name: string, folder: string, file: string): string {
  return `${name.replaceAll('.', '/')}/${file.slice(folder === '' ? 0 : folder.length + 1)}`
}

function packageData(
  tree: Tree,
  pyproject: TomlView,
  found: Found,
  packageFolders: ReadonlyMap<string, string>,
  licenseFiles: readonly string[],
): LibFile[] {
  const table = pyproject.table('tool', 'setuptools')
  const data = table.stringsTable('package-data')
  const excluded = table.stringsTable('exclude-package-data')
  const fromManifest = new Map<string, string[]>()
  if (table.boolean('include-package-data') ?? true) {
    const requires = pyproject.table('build-system').strings('requires') ?? []
    const hasPlugin = requires.some((name) => /^\s*setuptools[-_.](?:scm|git)/i.test(name))
    for (const path of manifestFiles(tree, hasPlugin, [...licenseFiles, ...referencedFiles(pyproject)])) {
      const folder = nearestPackage(path, packageFolders)
      if (folder === undefined) continue
      const rest = path.slice(folder === '' ? 0 : folder.length + 1)
      if (/^[\p{ID_Start}_][\p{ID_Continue}]*\.py$/u.test(rest)) continue
      const paths = fromManifest.get(folder)
      if (paths === undefined) fromManifest.set(folder, [path])
      else paths.push(path)
    }
  }
  const files: LibFile[] = []
  for (const name of found.packages) {
    const folder = packageFolder(name, found.folders)
    const prefix = folder === '' ? '' : `${folder}/`
    const below = filesBelow(tree, folder)
    const patterns = [...(data['*'] ?? []), ...(data[''] ?? []), ...(data[name] ?? [])]
    const matches = patterns.map((pattern) => pythonGlob(pattern))
    const implicit = ['*.pyi', 'py.typed'].map((pattern) => pythonGlob(pattern))
    const bad = [...(excluded['*'] ?? []), ...(excluded[''] ?? []), ...(excluded[name] ?? [])]
    const isBad = (path: string): boolean => bad.some((pattern) => fnmatch(path, `${prefix}${pattern}`))
    const chosen = new Set([
      ...(fromManifest.get(folder) ?? []),
      ...below.flatMap(({ path }) =>
        [...matches, ...implicit].some((matchesPath) => matchesPath(path.slice(prefix.length))) ? [path] : [],
      ),
    ])
    for (const path of chosen) {
      if (!isBad(path)) files.push({ path: libPath(name, folder, path), file: path, named: true })
    }
  }
  return files
}

/** Files that the tables name, which setuptools counts as part of the project (`_referenced_files`). */
function referencedFiles(pyproject: TomlView): string[] {
  const project = pyproject.table('project')
  const named = ['readme', 'license'].map((key) => {
    const value = project.value(key)
    return typeof value === 'string'
      ? key === 'readme'
        ? value
        : undefined
      : project.table(key).string('file')
  })
  const dynamic = pyproject.table('tool', 'setuptools', 'dynamic')
  const optional = dynamic.table('optional-dependencies')
  const views = [
    ...dynamic.keys().flatMap((key) => (key === 'optional-dependencies' ? [] : [dynamic.table(key)])),
    ...optional.keys().map((key) => optional.table(key)),
  ]
  return [...named, ...views.flatMap((view) => view.stringOrStrings('file') ?? [])].flatMap((path) => {
    const inside = path === undefined ? undefined : projectPath(path)
    return inside === undefined ? [] : [inside]
  })
}

function nearestPackage(path: string, packageFolders: ReadonlyMap<string, string>): string | undefined {
  const parts = path.split('/')
  for (let end = parts.length - 1; end >= 0; end--) {
    const folder = parts.slice(0, end).join('/')
    if (packageFolders.has(folder)) return folder
  }
  return undefined
}
