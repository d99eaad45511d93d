import { recordOf, trimEndOf } from '@exuvia/model'
import type { TomlView } from '@exuvia/files'
import { pythonGlob } from '../globs.ts'
import { filesBelow, isFile, isFolder, projectPath, type Tree } from '../tree.ts'
import { type BackendProject, type FoundVersion, type VersionPlaces } from './backend.ts'
import type { Layout } from './layout.ts'
import { strip } from './matching.ts'

/** Finds what pdm-backend would put into a wheel (`pdm/backend/base.py`). */
export function pdmLayout({ tree, pyproject }: BackendProject): Layout {
  const table = pyproject.table('tool', 'pdm', 'build')
  const written = table.strings('includes') ?? []
  const folder = packageDir(tree, table, written)
  const prefix = folder === '' ? '' : `${folder}/`
  const ofSdists = table.strings('source-includes') ?? []
  const sources = ofSdists.length === 0 ? ['tests'] : ofSdists
  const packages = (tree.folders.get(folder) ?? []).filter((name) => isPackage(tree, prefix + name))
  const chosen =
    written.length > 0
      ? written
      : packages.length > 0
        ? packages.map((name) => prefix + name)
        : [`${prefix}*.py`]
  const { includes, excludes } = mergeGlobs(
    expanded(tree, [...chosen, ...sources]),
    expanded(tree, [...(table.strings('excludes') ?? []), ...sources]),
  )
  const isExcluded = (path: string): boolean =>
    excludes.some((each) => path === each || path.startsWith(`${each}/`))
  const files = includes.flatMap((path) => {
    const file = tree.files.get(path)
    // A file that is named itself ships, also from a folder that is excluded.
    return file === undefined ? filesBelow(tree, path).filter((each) => !isExcluded(each.path)) : [file]
  })
  return {
    found: `pdm, ${folder === '' ? 'flat' : folder} layout`,
    files: strip(files, prefix),
    scripts: wheelData(tree, table, 'scripts'),
    data: wheelData(tree, table, 'data'),
  }
}

/** The folder of the packages (`config.py`, `_get_default_package_dir`). */
function packageDir(tree: Tree, table: TomlView, includes: readonly string[]): string {
  const written = table.string('package-dir')
  if (written !== undefined) return projectPath(written) ?? ''
  const excludes = table.strings('excludes') ?? []
  const isInSrc = includes.some((path) => /^(?:\.\/)*src(?:\/|$)/.test(path))
  const isSrc =
    (isFolder(tree, 'src') && includes.length === 0) ||
    (isInSrc && !excludes.includes('src') && !excludes.includes('src/'))
  return isSrc ? 'src' : ''
}

function isPackage(tree: Tree, path: string): boolean {
  return (
    isFile(tree, `${path}/__init__.py`) || (path.endsWith('-stubs') && isFile(tree, `${path}/__init__.pyi`))
  )
}

/** Files and folders that globs match → the glob; the last of several. */
function expanded(tree: Tree, globs: readonly string[]): Map<string, string> {
  const paths = [...tree.files.keys(), ...tree.folders.keys()].filter((path) => path !== '')
  const found = new Map<string, string>()
  for (const glob of globs) {
    const plain = trimEndOf(glob, '/').replace(/^(?:\.\/)+/, '')
    const tests = [pythonGlob(plain)]
    // `folder/**` matches the folder itself too.
    if (plain.endsWith('/**')) tests.push(pythonGlob(plain.slice(0, -3)))
    for (const path of paths) if (tests.some((matches) => matches(path))) found.set(path, glob)
  }
  return found
}

/** Settles paths that both name: the glob with more parts wins, then the one with fewer wildcards, then the exclude. */
function mergeGlobs(
  include: ReadonlyMap<string, string>,
  exclude: Map<string, string>,
): { readonly includes: readonly string[]; readonly excludes: readonly string[] } {
  const includes: string[] = []
  for (const [path, glob] of include) {
    const other = exclude.get(path)
    if (other !== undefined) {
      const [parts, concrete] = weight(glob)
      const [otherParts, otherConcrete] = weight(other)
      if (parts < otherParts || (parts === otherParts && concrete <= otherConcrete)) continue
      exclude.delete(path)
    }
    includes.push(path)
  }
  return { includes, excludes: [...exclude.keys()] }
}

function weight(glob: string): readonly [parts: number, concrete: number] {
  const parts = glob.split('/').filter((part) => part !== '' && part !== '.')
  const wildcards = parts.map((part) => (part === '**' ? 2 : /[*?[]/.test(part) ? 1 : 0))
  return [parts.length, -wildcards.reduce<number>((sum, each) => sum + each, 0)]
}

/**
 * Finds the files of one scheme of `wheel-data`: by their name alone, or by their path below `relative-to`
 * (`WheelBuilder._get_wheel_data`). A folder stands for nothing, because pdm-backend's globs match files.
 */
function wheelData(tree: Tree, table: TomlView, scheme: string): Record<string, string> {
  const view = table.table('wheel-data')
  const items = Array.isArray(view.value(scheme)) ? (view.value(scheme) as unknown[]) : []
  return recordOf(
    items.flatMap((item) => {
      const entry = typeof item === 'string' ? { path: item } : (item as Readonly<Record<string, unknown>>)
      const [written, below] = [entry['path'], entry['relative-to']]
      const glob = typeof written === 'string' ? (projectPath(written) ?? '') : ''
      const base = typeof below === 'string' ? projectPath(below) : undefined
      const matches = pythonGlob(glob)
      const found = [...tree.files.keys()].filter((path) => matches(path))
      return found.map((path) => [placeOf(path, base), path])
    }),
  )
}

function placeOf(path: string, base: string | undefined): string {
  if (base === undefined) return path.slice(path.lastIndexOf('/') + 1)
  return base !== '' && path.startsWith(`${base}/`) ? path.slice(base.length + 1) : path
}

/** The line that pdm-backend searches, wherever it is. */
// linear: it begins at the start of a line and stays on it
const VERSION = /^__version__[^\S\n]*=[^\S\n]*["']([^"'\n]+)["'][^\S\n]*(?:#.*)?$/m

/** Reads the version from the file that `tool.pdm.version` names. */
export async function pdmVersion({ pyproject, read }: VersionPlaces): Promise<FoundVersion | undefined> {
  const path = pyproject.table('tool', 'pdm', 'version').string('path')
  const text = await read(path)
  const match = VERSION.exec(text ?? '')
  // From 2.5 on, `VERSION` counts too, if it comes first.
  if (match === null || /^VERSION\s*=/m.test(text ?? '')) return undefined
  return { text: match[1] ?? '', source: `${path} (__version__)` }
}
