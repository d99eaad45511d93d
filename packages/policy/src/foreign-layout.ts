import { rulePaths } from './decide.ts'

/** Common module folders in archives. */
export const MODULE_FOLDERS = /^(?:lib|src|site-packages|lib\/python\d(?:\.\d+)?\/site-packages)\//

/**
 * The single top folder of a tarball, with `/` at the end, as in sdists and Exuvia's own
 * tarballs; empty without one, and for wheels, whose folders are packages.
 */
export function folderOf(paths: readonly string[], artifact: string): string {
  if (/\.(?:whl|egg|pyz)$/i.test(artifact)) return ''
  const [first = ''] = paths
  const slash = first.indexOf('/')
  if (slash < 0) return ''
  const folder = first.slice(0, slash + 1)
  // A single package is not a top folder: a rule's path starts with its name.
  const one = paths.every((path) => path.startsWith(folder))
  return one && /-\d|^(?:package|dist)\/$/.test(folder) ? folder : ''
}

/**
 * The paths by which a rule may name a file, wherever the archive keeps its modules.
 * @param installed where an installer puts it
 */
export function foreignPaths(path: string, installed: string): readonly string[] {
  const below = installed.replace(MODULE_FOLDERS, '')
  return [...new Set([...rulePaths(path), below, `lib/${below}`])]
}
