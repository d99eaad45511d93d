import { fnmatch } from '../globs.ts'
import { CACHE_FOLDER } from '@exuvia/packaging'
import { isFile, type Tree } from '../tree.ts'

export interface FindOptions {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Whether folders without `__init__.py` are packages (PEP 420). */
  readonly namespaces: boolean
  /** Whether folder names must be identifiers, as in setuptools' `FlatLayoutPackageFinder`. */
  readonly flat: boolean
}

const RESERVED = [
  'ci bin debian doc docs documentation manpages news newsfragments changelog test tests unit_test unit_tests',
  'example examples scripts tools util utils python build dist venv env requirements tasks fabfile site_scons',
  'benchmark benchmarks exercise exercises htmlcov [._]*',
]
  .join(' ')
  .split(' ')

/** Folders that are not packages in a flat layout (`FlatLayoutPackageFinder.DEFAULT_EXCLUDE`). */
export const FLAT_PACKAGE_EXCLUDES: readonly string[] = RESERVED.flatMap((name) => [name, `${name}.*`])

/** Modules that a flat layout excludes (`FlatLayoutModuleFinder.DEFAULT_EXCLUDE`). */
export const FLAT_MODULE_EXCLUDES: readonly string[] = (
  'setup conftest test tests example examples build toxfile noxfile pavement dodo tasks fabfile ' +
  '[Ss][Cc]onstruct conanfile manage benchmark benchmarks exercise exercises [._]*'
).split(' ')

const ALWAYS = ['ez_setup', `*${CACHE_FOLDER}`]
const IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u

/** Finds the packages below a folder, dotted, as setuptools' finders do. */
export function findPackages(tree: Tree, where: string, options: FindOptions): string[] {
  const exclude = [...ALWAYS, ...options.exclude]
  const found: string[] = []
  const walk = (folder: string, parent: string): void => {
    for (const name of tree.folders.get(folder) ?? []) {
      const path = folder === '' ? name : `${folder}/${name}`
      const dotted = parent === '' ? name : `${parent}.${name}`
      if (name.includes('.') || !looksLikePackage(path, dotted)) continue
      const isWanted = options.include.some((pattern) => fnmatch(dotted, pattern))
      if (isWanted && !exclude.some((pattern) => fnmatch(dotted, pattern))) found.push(dotted)
      if (exclude.includes(`${dotted}*`) || exclude.includes(`${dotted}.*`)) continue
      walk(path, dotted)
    }
  }
  walk(where, '')
  return found

  function looksLikePackage(path: string, dotted: string): boolean {
    if (options.flat) {
      const [first = '', ...rest] = dotted.split('.')
      return (
        (IDENTIFIER.test(first) || first.endsWith('-stubs')) && rest.every((name) => IDENTIFIER.test(name))
      )
    }
    return options.namespaces || isFile(tree, `${path}/__init__.py`)
  }
}
