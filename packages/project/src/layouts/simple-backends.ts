import { usageError } from '@exuvia/model'
import { manifestGlob, pythonGlob } from '../globs.ts'
import { escapeName } from '@exuvia/packaging'
import type { TomlView } from '@exuvia/files'
import { filesBelow, filesIn, isFile, isFolder, projectPath, type Tree, type TreeFile } from '../tree.ts'
import { isBytecode, type Layout, type LibFile, uniqueFiles } from './layout.ts'

/** What flit_core would put into a wheel (`flit_core/common.py`, `Module`): one module or package, with all its files. */
export function flitLayout(tree: Tree, pyproject: TomlView, name: string): Layout {
  const module = pyproject.table('tool', 'flit', 'module').string('name') ?? name.replaceAll('-', '_')
  const path = module.replaceAll('.', '/')
  const found = ['', 'src/']
    .flatMap((prefix) => [
      { prefix, files: filesBelow(tree, prefix + path) },
      { prefix, files: filesAt(tree, `${prefix}${path}.py`) },
    ])
    .filter((candidate) => candidate.files.length > 0)
  const only = found[0]
  if (only === undefined || found.length > 1) {
    const what = only === undefined ? 'finds no file or folder' : 'finds several files or folders'
    throw usageError('no-packages', `flit ${what} for the module "${module}"`, {
      hint: 'name it in pyproject.toml:\n[tool.flit.module]\nname = "…"',
    })
  }
  const external = projectPath(pyproject.table('tool', 'flit', 'external-data').string('directory') ?? '')
  return {
    found: `flit, ${only.prefix === '' ? 'flat' : 'src'} layout`,
    files: strip(only.files, only.prefix),
    ...(external === undefined || external === ''
      ? {}
      : {
          data: Object.fromEntries(
            filesBelow(tree, external).map((file) => [file.path.slice(external.length + 1), file.path]),
          ),
        }),
  }
}

/**
 * What poetry-core would put into a wheel: `tool.poetry.packages` and `include`, else the
 * package or module of the project's name; without what `exclude` names or git ignores.
 */
export function poetryLayout(tree: Tree, pyproject: TomlView, name: string): Layout {
  const table = pyproject.table('tool', 'poetry')
  const excluded = excludedBy(table.strings('exclude') ?? [])
  const files: LibFile[] = []
  const named: LibFile[] = []
  const packages = table.has('packages')
    ? table.tables('packages').filter((item) => formats(item, ['sdist', 'wheel']).includes('wheel'))
    : undefined
  const entries = packages?.map((item) => ({
    include: item.string('include') ?? '',
    from: projectPath(item.string('from') ?? '') ?? '',
    to: projectPath(item.string('to') ?? '') ?? '',
  })) ?? [poetryDefault(tree, name)]
  for (const { include, from, to } of entries) {
    const prefix = from === '' ? '' : `${from}/`
    const matched = globbed(tree, prefix + include)
    if (matched.length === 0) throw table.error('packages', `names "${include}", which matches no file`)
    for (const file of matched) {
      if (file.ignored || excluded(file.path)) continue
      files.push({ path: `${to === '' ? '' : `${to}/`}${file.path.slice(prefix.length)}`, file: file.path })
    }
  }
  for (const item of Array.isArray(table.value('include')) ? includes(table) : []) {
    for (const file of globbed(tree, item)) named.push({ path: file.path, file: file.path, named: true })
  }
  const kept = [...files, ...named].filter((file) => !isBytecode(file.file))
  return {
    found: packages === undefined ? 'poetry, by name' : 'poetry, packages listed',
    files: uniqueFiles(kept),
  }
}

function poetryDefault(tree: Tree, name: string): { include: string; from: string; to: string } {
  const module = escapeName(name)
  for (const from of ['', 'src']) {
    const prefix = from === '' ? '' : 'src/'
    if (isFolder(tree, prefix + module)) return { include: module, from, to: '' }
    if (isFile(tree, `${prefix}${module}.py`)) return { include: `${module}.py`, from, to: '' }
  }
  throw usageError('no-packages', `poetry finds no file or folder for "${module}"`, {
    hint: 'name it in pyproject.toml:\n[tool.poetry]\npackages = [{ include = "…" }]',
  })
}

/** Paths of `tool.poetry.include` for wheels; a plain string is for source distributions only (poetry-core 2). */
function includes(table: TomlView): string[] {
  const value = table.value('include')
  if (!Array.isArray(value) || value.every((item) => typeof item === 'string')) return []
  const items = value.filter(
    (item): item is Record<string, unknown> => typeof item === 'object' && item !== null,
  )
  return items.flatMap((item) => {
    const format = item['format'] ?? ['sdist']
    const wheel = format === 'wheel' || (Array.isArray(format) && format.includes('wheel'))
    return wheel && typeof item['path'] === 'string' ? [item['path']] : []
  })
}

function formats(item: TomlView, otherwise: readonly string[]): readonly string[] {
  return item.stringOrStrings('format') ?? otherwise
}

/** What pdm-backend would put into a wheel (`pdm/backend/base.py`). */
export function pdmLayout(tree: Tree, pyproject: TomlView): Layout {
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
  return { found: `pdm, ${folder === '' ? 'flat' : folder} layout`, files: strip(files, prefix) }
}

/** What uv_build would put into a wheel (`uv-build-backend/src/wheel.rs`). */
export function uvLayout(tree: Tree, pyproject: TomlView, name: string): Layout {
  const table = pyproject.table('tool', 'uv', 'build-backend')
  const root = projectPath(table.string('module-root') ?? 'src') ?? ''
  const prefix = root === '' ? '' : `${root}/`
  const modules = table.stringOrStrings('module-name') ?? [escapeName(name)]
  const namespace = table.boolean('namespace') ?? false
  const folders =
    namespace && !table.has('module-name')
      ? [root]
      : modules.map((module) => prefix + module.replaceAll('.', '/'))
  for (const folder of folders) {
    if (!isFolder(tree, folder)) {
      throw usageError('no-packages', `uv_build finds no folder ${folder} for "${name}"`, {
        hint: 'name it in pyproject.toml:\n[tool.uv.build-backend]\nmodule-root = "src"\nmodule-name = "…"',
      })
    }
  }
  const excluded = uvExcludes([
    ...(table.strings('source-exclude') ?? []),
    ...(table.strings('wheel-exclude') ?? []),
  ])
  const files = folders.flatMap((folder) => filesBelow(tree, folder)).filter((file) => !excluded(file.path))
  const data = table.table('data')
  const placed = (key: string): Record<string, string> => {
    const folder = projectPath(data.string(key) ?? '') ?? ''
    const inside = folder === '' ? [] : filesBelow(tree, folder)
    return Object.fromEntries(inside.map((file) => [file.path.slice(folder.length + 1), file.path]))
  }
  return {
    found: `uv_build, ${root === '' ? 'flat' : root} layout`,
    files: strip(files, prefix),
    scripts: placed('scripts'),
    data: placed('data'),
  }
}

/** An exclude that begins with `/` is matched with whole paths of files; any other also leaves out folders. */
function uvExcludes(globs: readonly string[]): (path: string) => boolean {
  const anchored = globs.filter((glob) => glob.startsWith('/')).map((glob) => manifestGlob(glob.slice(1)))
  const floating = globs.filter((glob) => !glob.startsWith('/')).map((glob) => manifestGlob(`**/${glob}`))
  return (path) => anchored.some((matches) => matches(path)) || someAncestor(path, floating)
}

/** Whether a path or a folder above it matches. */
function someAncestor(path: string, tests: readonly ((path: string) => boolean)[]): boolean {
  const parts = path.split('/')
  return parts.some((_, index) => tests.some((matches) => matches(parts.slice(0, index + 1).join('/'))))
}

function strip(files: readonly TreeFile[], prefix: string): LibFile[] {
  const kept = files.filter((file) => !isBytecode(file.path))
  return uniqueFiles(
    kept.map((file) => ({
      path: file.path.startsWith(prefix) ? file.path.slice(prefix.length) : file.path,
      file: file.path,
    })),
  )
}

function filesAt(tree: Tree, path: string): TreeFile[] {
  const file = tree.files.get(path)
  return file === undefined ? [] : [file]
}

/** Files that a Python glob names, and those in the folders that it names. */
function globbed(tree: Tree, pattern: string): TreeFile[] {
  const plain = pattern.replace(/\/+$/, '')
  if (isFolder(tree, plain)) return filesBelow(tree, plain)
  const matches = pythonGlob(plain)
  const folders = [...tree.folders.keys()].filter((folder) => folder !== '' && matches(folder))
  return [...tree.files.values()].filter(
    (file) => matches(file.path) || folders.some((folder) => file.path.startsWith(`${folder}/`)),
  )
}

function excludedBy(globs: readonly string[]): (path: string) => boolean {
  const tests = globs.map((glob) => pythonGlob(glob.replace(/\/+$/, '')))
  return (path) => someAncestor(path, tests)
}

/** Modules directly in the given folders and all files of the packages there, for `project.sources` of the config. */
export function sourcesLayout(tree: Tree, folders: readonly string[]): Layout {
  const files = folders.flatMap((folder) => {
    const prefix = folder === '' ? '' : `${folder}/`
    const packages = (tree.folders.get(folder) ?? []).filter((name) =>
      /^[\p{ID_Start}_][\p{ID_Continue}]*(?:-stubs)?$/u.test(name),
    )
    const modules = filesIn(tree, folder).filter((file) => /\.py$|\.pyi$/.test(file.path))
    return strip([...modules, ...packages.flatMap((name) => filesBelow(tree, prefix + name))], prefix)
  })
  return { found: 'project.sources', files: uniqueFiles(files) }
}
