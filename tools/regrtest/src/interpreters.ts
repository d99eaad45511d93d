import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

/** An installation of CPython that contains the `test` package. */
export interface Interpreter {
  /** `3.12.1`. */
  readonly version: string
  /** `3.12`. */
  readonly minor: string
  /** The installation's folder, which contains `bin` and `lib`. */
  readonly prefix: string
}

/** CPython 3.8 and later from pyenv, the oldest first, one per minor version. */
export function findInterpreters(): readonly Interpreter[] {
  const root = join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions')
  const found = new Map<string, Interpreter>()
  for (const version of readdirSync(root)) {
    const match = /^(3\.(\d+))\.\d+$/.exec(version)
    if (match?.[1] === undefined || Number(match[2]) < 8) continue
    found.set(match[1], { version, minor: match[1], prefix: join(root, version) })
  }
  return [...found.values()].sort((a, b) => Number(a.minor.slice(2)) - Number(b.minor.slice(2)))
}

/** The program inside an installation's folder. */
export function programOf(prefix: string, minor: string): string {
  return join(prefix, 'bin', `python${minor}`)
}
