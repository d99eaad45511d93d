import { delimiter, isAbsolute } from 'node:path'

/**
 * What any program needs to start, to find its own files, and to be the one that the user chose. Nothing of it
 * is code that a program runs at its start (`BASH_ENV`, `PYTHONSTARTUP`, `LD_PRELOAD`), and nothing is secret.
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
  // macOS: which Xcode's tools /usr/bin/python3 and /usr/bin/git stand for.
  'DEVELOPER_DIR',
  // Version managers: where they are and which version the user chose, whose shims may be on PATH.
  'PYENV_ROOT',
  'PYENV_VERSION',
  'ASDF_DIR',
  'ASDF_DATA_DIR',
  'ASDF_PYTHON_VERSION',
  'MISE_DATA_DIR',
  'MISE_CONFIG_DIR',
  'MISE_PYTHON_VERSION',
])

/** Lists of folders, of which relative and empty ones would mean the current folder. */
const FOLDER_LISTS = new Set(['PATH', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH', 'DYLD_FALLBACK_LIBRARY_PATH'])

/**
 * The environment of a program that Exuvia starts: the names above and nothing else of the caller's. It has no
 * prototype, because Node gives a program what an environment inherits, too.
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

/** The folders of PATH in which a program may be found: the current folder is not one of them. */
export function pathFolders(env: Readonly<Record<string, string | undefined>>): string[] {
  return absoluteFolders(env['PATH'] ?? env['Path'] ?? '')
}

function absoluteFolders(list: string): string[] {
  return [...new Set(list.split(delimiter).filter((folder) => isAbsolute(folder)))]
}
