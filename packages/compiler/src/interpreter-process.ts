import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { parse } from 'node:path'
import { programEnvironment } from '@exuvia/model'

/** No `site`, no user packages, no `.pyc` written: understood by every Python since 2.6. */
const FLAGS: readonly string[] = ['-S', '-s', '-B']

/**
 * - A fixed hash seed, because sets are marshalled in hash order before 3.11 (cpython 81777) and in parts after.
 *   `-E` and `-I` would ignore the seed too, so PYTHON… variables are kept out of the environment instead.
 * - From 3.11 this keeps the current folder off `sys.path` from the start. 3.13 imports `linecache` before
 *   it runs what `-c` gives it.
 */
const SETTINGS = { PYTHONHASHSEED: '0', PYTHONSAFEPATH: '1' }

/** `-c` puts the current folder first on `sys.path`. `sys` is built in, so no file can replace it. */
const PROLOGUE = `import sys
sys.path[:] = [entry for entry in sys.path if entry not in ('', '.')]
`

/**
 * A folder without a project: Python imports no module from it, a pyenv shim finds no `.python-version` in it, and
 * Python does not show its files as the source of an error, which it looks up by `co_filename`.
 */
const FOLDER = parse(process.execPath).root

export interface InterpreterOptions {
  readonly env: NodeJS.ProcessEnv
  /** Additional options. */
  readonly flags?: readonly string[]
  /** In a process group of its own. */
  readonly detached?: boolean
}

/**
 * Starts a Python with Exuvia's script. Exuvia starts Pythons only here: they import nothing from the current
 * folder or the user's Python settings.
 * @param path absolute
 */
export function startInterpreter(
  path: string,
  script: string,
  options: InterpreterOptions,
): ChildProcessWithoutNullStreams {
  return spawn(path, [...FLAGS, ...(options.flags ?? []), '-c', PROLOGUE + script], {
    cwd: FOLDER,
    env: programEnvironment(options.env, SETTINGS),
    stdio: 'pipe',
    detached: options.detached ?? false,
    windowsHide: true,
  })
}
