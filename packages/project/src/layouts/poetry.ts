import { type TomlView, foldersOf } from '@exuvia/files'
import { usageError } from '@exuvia/model'
import { escapeName } from '@exuvia/packaging'
import { isFile, isFolder, projectPath, type Tree } from '../tree.ts'
import type { BackendProject, FoundVersion, VersionPlaces } from './backend.ts'
import { isBytecode, type Layout, type LibFile, uniqueFiles } from './layout.ts'
import { excludedBy, globbed } from './matching.ts'

/**
 * Finds what poetry-core would put into a wheel: `tool.poetry.packages` and `include`, else the
 * package or module with the project's name. Omits what `exclude` names or git ignores.
 */
export function poetryLayout({ tree, pyproject, name }: BackendProject): Layout {
  const table = pyproject.table('tool', 'poetry')
  const excluded = excludedBy(table.strings('exclude') ?? [])
  // What `include` names ships whatever git and `exclude` say; in a package, at its place there.
  const explicit = new Set(includes(table).flatMap((glob) => globbed(tree, glob).map(({ path }) => path)))
  const placed = new Set<string>()
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
      // poetry-core takes what `include` names out of what is excluded, but not the folder around it.
      const isExplicit = explicit.has(file.path) && !foldersOf(file.path).some(excluded)
      if (!isExplicit && (file.ignored || excluded(file.path))) continue
      placed.add(file.path)
      files.push({
        path: `${to === '' ? '' : `${to}/`}${file.path.slice(prefix.length)}`,
        file: file.path,
        named: isExplicit,
      })
    }
  }
  for (const path of explicit) if (!placed.has(path)) named.push({ path, file: path, named: true })
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
  throw usageError('no-packages', {
    backend: 'poetry',
    name: module,
    reason: 'no file or folder has this name',
    lines: ['[tool.poetry]', 'packages = [{ include = "…" }]'],
  })
}

/** Lists the paths of `tool.poetry.include` for wheels; a plain string is for sdists only (poetry-core 2). */
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

/** Reads the version from Poetry's own table, which predates its support of `[project]`. */
export async function poetryVersion({ pyproject }: VersionPlaces): Promise<FoundVersion | undefined> {
  const text = pyproject.table('tool', 'poetry').string('version')
  return text === undefined ? undefined : { text, source: 'pyproject.toml (tool.poetry.version)' }
}
