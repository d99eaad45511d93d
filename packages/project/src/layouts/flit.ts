import type { TomlView } from '@exuvia/files'
import { usageError } from '@exuvia/model'
import { readDocstring } from '../python-literal.ts'
import { filesBelow, projectPath, type Tree, type TreeFile } from '../tree.ts'
import { type BackendProject, type FoundVersion, type VersionPlaces, literalVersion } from './backend.ts'
import type { Layout } from './layout.ts'
import { strip } from './matching.ts'

/** Finds what flit_core would put into a wheel (`flit_core/common.py`, `Module`): one module or package with its files. */
export function flitLayout({ tree, pyproject, name }: BackendProject): Layout {
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
    throw usageError('no-packages', {
      backend: 'flit',
      name: module,
      reason: what,
      lines: ['[tool.flit.module]', 'name = "…"'],
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

function filesAt(tree: Tree, path: string): TreeFile[] {
  const file = tree.files.get(path)
  return file === undefined ? [] : [file]
}

/** Finds `__version__` in the module or in one of the usual files; the module's own wins (`common.py`, `version_files`). */
export async function flitVersion({ pyproject, read }: VersionPlaces): Promise<FoundVersion | undefined> {
  const name = pyproject.table('project').string('name') ?? ''
  const module = pyproject.table('tool', 'flit', 'module').string('name') ?? name.replaceAll('-', '_')
  for (const prefix of ['', 'src/']) {
    const base = prefix + module.replaceAll('.', '/')
    for (const path of [
      `${base}.py`,
      ...['__init__.py', 'version.py', '_version.py', '__version__.py'].map((file) => `${base}/${file}`),
    ]) {
      const found = literalVersion(await read(path), path, '__version__')
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** Finds the first line of the module's docstring, as flit_core does; undefined if it is no plain literal. */
export async function flitDescription({
  pyproject,
  read,
}: Omit<VersionPlaces, 'env'>): Promise<string | undefined> {
  for (const path of moduleFiles(pyproject)) {
    const text = await read(path)
    if (text !== undefined) return readDocstring(text)?.trimStart().split(/\r?\n/)[0]
  }
  return undefined
}

/** The module's own file, as a package or a single file, in a flat and a src layout. */
function moduleFiles(pyproject: TomlView): string[] {
  const name = pyproject.table('project').string('name') ?? ''
  const module = pyproject.table('tool', 'flit', 'module').string('name') ?? name.replaceAll('-', '_')
  return ['', 'src/'].flatMap((prefix) => {
    const base = prefix + module.replaceAll('.', '/')
    return [`${base}/__init__.py`, `${base}.py`]
  })
}
