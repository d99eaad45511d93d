import { rulePaths } from './decide.ts'

/** Folders that hold modules in the archives that people make. */
const MODULE_FOLDERS =
  /^(?:lib|src|site-packages|lib\/python\d(?:\.\d+)?\/site-packages|[^/]+\.data\/(?:purelib|platlib))\//

/**
 * The one folder that everything in a tarball is in, with `/` at the end, as sdists and
 * Exuvia's own have it; empty where there is none, and for wheels, whose folders are packages.
 */
export function folderOf(paths: readonly string[], artifact: string): string {
  if (/\.(?:whl|egg|pyz)$/i.test(artifact)) return ''
  const [first = ''] = paths
  const slash = first.indexOf('/')
  if (slash < 0) return ''
  const folder = first.slice(0, slash + 1)
  // A single package is no such folder: a rule's path begins with its name.
  const one = paths.every((path) => path.startsWith(folder))
  return one && /-\d|^(?:package|dist)\/$/.test(folder) ? folder : ''
}

/** A path as a rule may name it, wherever the archive keeps its modules. */
export function foreignPaths(path: string): readonly string[] {
  const below = path.replace(MODULE_FOLDERS, '')
  return [...new Set([...rulePaths(path), below, `lib/${below}`])]
}
