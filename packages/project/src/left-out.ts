import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CACHE_FOLDER } from '@exuvia/packaging'

/** Bytecode and version control: no part of a project even where somebody published them. */
const ALWAYS = new Set([CACHE_FOLDER, '.git', '.hg', '.svn', '.bzr'])

/** Caches, environments and version control: no part of a project. */
export const NEVER = new Set([
  ...ALWAYS,
  '.venv',
  'node_modules',
  '.tox',
  '.nox',
  '.hatch',
  '.pixi',
  '.eggs',
  '.mypy_cache',
  '.pytest_cache',
  '.ruff_cache',
  '.pdm-build',
  '.idea',
  '.vscode',
])

/** Build outputs directly in the project. */
const NEVER_AT_ROOT = new Set(['build', 'dist', 'htmlcov'])

/**
 * Whether a folder is no part of a project.
 * @param parent the folder that contains it; empty for the project
 * @param isPublished whether git tracks files in it, or an sdist contains it: then a name such as `node_modules`,
 * of which marimo ships one, says nothing
 */
export async function isLeftOut(
  name: string,
  parent: string,
  isPublished: () => Promise<boolean>,
): Promise<boolean> {
  if (name.endsWith('.egg-info') || (parent === '' && NEVER_AT_ROOT.has(name))) return true
  return NEVER.has(name) && (ALWAYS.has(name) || !(await isPublished()))
}

/** The folders of these files that a project lacks if nobody published them. */
export function publishedFolders(paths: Iterable<string>): ReadonlySet<string> {
  const found = new Set<string>()
  for (const path of paths) {
    const parts = path.split('/')
    for (let end = parts.length - 1; end > 0; end--)
      if (NEVER.has(parts[end - 1] ?? '')) found.add(parts.slice(0, end).join('/'))
  }
  return found
}

/** Whether a folder is a virtual environment (PEP 405). */
export async function isEnvironment(folder: string): Promise<boolean> {
  try {
    return (await stat(join(folder, 'pyvenv.cfg'))).isFile()
  } catch {
    return false
  }
}
