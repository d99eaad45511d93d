import type { TomlView } from '@exuvia/files'
import { usageError } from '@exuvia/model'
import { escapeName } from '@exuvia/packaging'
import { manifestGlob } from '../globs.ts'
import { filesBelow, isFile, isFolder, projectPath, type Tree } from '../tree.ts'
import type { BackendProject } from './backend.ts'
import type { Layout } from './layout.ts'
import { someAncestor, strip } from './matching.ts'

/** Finds what uv_build would put into a wheel (`uv-build-backend/src/wheel.rs`). */
export function uvLayout({ tree, pyproject, name }: BackendProject): Layout {
  const table = pyproject.table('tool', 'uv', 'build-backend')
  const root = projectPath(table.string('module-root') ?? 'src') ?? ''
  const prefix = root === '' ? '' : `${root}/`
  const modules = table.stringOrStrings('module-name') ?? [escapeName(name).replace(/_stubs$/, '-stubs')]
  const folders = modules.map((module) => prefix + module.replaceAll('.', '/'))
  for (const folder of folders) {
    if (!isFolder(tree, folder)) {
      throw usageError('no-packages', {
        backend: 'uv_build',
        name,
        reason: `no folder ${folder}`,
        lines: ['[tool.uv.build-backend]', 'module-root = "src"', 'module-name = "…"'],
      })
    }
    if (table.boolean('namespace') !== true) refuseNamespace(tree, table, root, folder)
  }
  const excluded = uvExcludes([
    ...((table.boolean('default-excludes') ?? true) ? ['__pycache__', '*.pyc', '*.pyo'] : []),
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
    files: [
      ...strip(files, prefix),
      ...['purelib', 'platlib'].flatMap((key) =>
        Object.entries(placed(key)).map(([path, file]) => ({ path, file })),
      ),
    ],
    scripts: placed('scripts'),
    data: placed('data'),
  }
}

/** Without `namespace`, a module has its own `__init__`, and the folders above it have none. */
function refuseNamespace(tree: Tree, table: TomlView, root: string, folder: string): void {
  const own = folder.endsWith('-stubs') ? '__init__.pyi' : '__init__.py'
  if (!isFile(tree, `${folder}/${own}`)) throw table.error('module-name', `needs ${folder}/${own}`)
  for (let above = parentOf(folder); above !== root && above !== ''; above = parentOf(above)) {
    const init = ['__init__.py', '__init__.pyi'].find((each) => isFile(tree, `${above}/${each}`))
    if (init !== undefined) throw table.error('module-name', `allows no ${above}/${init}`)
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

/** Lists files in the folders of `data` that an exclude may match: releases of uv_build differ in whether it does. */
export function excludedData(tree: Tree, table: TomlView): string[] {
  const excluded = uvExcludes([
    ...(table.strings('source-exclude') ?? []),
    ...(table.strings('wheel-exclude') ?? []),
  ])
  return Object.values(table.stringTable('data')).flatMap((written) => {
    const folder = projectPath(written) ?? ''
    return filesBelow(tree, folder)
      .map(({ path }) => path)
      .filter((path) => excluded(path) || excluded(path.slice(folder.length + 1)))
  })
}

/** An exclude that begins with `/` matches whole paths of files; any other also excludes folders. */
function uvExcludes(globs: readonly string[]): (path: string) => boolean {
  const anchored = globs.filter((glob) => glob.startsWith('/')).map((glob) => manifestGlob(glob.slice(1)))
  const floating = globs.filter((glob) => !glob.startsWith('/')).map((glob) => manifestGlob(`**/${glob}`))
  return (path) => anchored.some((matches) => matches(path)) || someAncestor(path, floating)
}
