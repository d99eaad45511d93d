import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** The path of a program on PATH. */
export function find(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, name)).find(isProgram)
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}

/** The `python3` on PATH, if it runs: a shim of pyenv fails if no version is selected. */
export function python3(): string | undefined {
  const path = find('python3')
  return path !== undefined && succeeds(path, ['-c', 'import tarfile, zipfile']) ? path : undefined
}

export function succeeds(program: string, args: readonly string[], timeout = 30_000): boolean {
  return spawnSync(program, args, { stdio: 'ignore', timeout }).status === 0
}

/** The folder in which pyenv keeps its interpreters. */
function pyenvVersions(): string {
  return join(process.env['PYENV_ROOT'] ?? join(homedir(), '.pyenv'), 'versions')
}

/** pyenv's interpreter of a minor version (`3.12`). */
export function pythonInPyenv(version: string): string | undefined {
  const folder = pyenvVersions()
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  const found = names.filter((name) => name.startsWith(`${version}.`) && /^\d+\.\d+\.\d+$/.test(name))
  return found.map((name) => join(folder, name, 'bin', 'python')).findLast((path) => existsSync(path))
}
