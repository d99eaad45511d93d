import { delimiter, isAbsolute } from 'node:path'

/**
 * The variables that programs need to start, to find their files, and to respect the user's choice of version.
 * None of them is code that a program runs at start (`BASH_ENV`, `PYTHONSTARTUP`, `LD_PRELOAD`) or a secret.
 */
const NAMES = new Set([
  'HOME',
  'USER',
  'LOGNAME',
  'TMPDIR',
  'TMP',
  'TEMP',
  'LANG',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_CACHE_HOME',
  // Windows: programs do not start without the first one.
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
  'USERPROFILE',
  'HOMEDRIVE',
  'HOMEPATH',
  'APPDATA',
  'LOCALAPPDATA',
  'PROGRAMDATA',
  'PROGRAMFILES',
  'PROGRAMFILES(X86)',
  // macOS: selects the Xcode whose tools /usr/bin/python3 and /usr/bin/git run.
  'DEVELOPER_DIR',
  // Version managers, whose shims may be on PATH: their folder and the user's choice of version.
  'PYENV_ROOT',
  'PYENV_VERSION',
  'ASDF_DIR',
  'ASDF_DATA_DIR',
  'ASDF_PYTHON_VERSION',
  'MISE_DATA_DIR',
  'MISE_CONFIG_DIR',
  'MISE_PYTHON_VERSION',
])

/** Lists of folders, in which relative and empty entries would mean the current folder. */
const FOLDER_LISTS = new Set(['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH'])

/**
 * Returns the environment for a program that Exuvia starts: only the names above. It has no prototype, because
 * Node also passes inherited properties to a program.
 * @param more settings of this program, over the caller's
 */
export function programEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const result = Object.create(null) as Record<string, string>
  for (const [name, value] of Object.entries(env)) {
    const upper = name.toUpperCase()
    if (value === undefined) continue
    if (FOLDER_LISTS.has(upper)) result[name] = absoluteFolders(value).join(delimiter)
    else if (NAMES.has(upper) || upper.startsWith('LC_')) result[name] = value
  }
  return Object.assign(result, more)
}

/** Returns the absolute folders of PATH; the current folder is never one of them. */
export function pathFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  return absoluteFolders(env['PATH'] ?? env['Path'] ?? '')
}

function absoluteFolders(list: string): string[] {
  return [...new Set(list.split(delimiter).filter((folder) => isAbsolute(folder)))]
}
