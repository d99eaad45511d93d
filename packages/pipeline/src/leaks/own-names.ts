import { homedir, hostname } from 'node:os'

/** Home folders that many machines have, so that their names say nothing. */
const COMMON_HOME = /^(?:\/|\/root|\/nonexistent|[A-Za-z]:[\\/])$/

/**
 * The texts that name this machine in a file: the project's folder, the home folder of the user, and the host's name if
 * it is no common word. Absolute paths of fewer than two folders are no names.
 */
export function ownNames(root: string): string[] {
  const home = homedir()
  const host = hostname()
  const names = root.split(/[\\/]/).length > 2 ? [root] : []
  if (!COMMON_HOME.test(home)) names.push(home)
  // `buildd-07`, `kais-laptop.lan`; a name such as `debian` is a word.
  if (host.length >= 8 && /[\d.-]/.test(host)) names.push(host)
  return [...new Set(names)]
}
