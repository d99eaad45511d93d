import { readdir, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { compareText, pathFolders } from '@exuvia/model'
import { type RuntimeParts, parseRuntime } from '@exuvia/packaging'
import type { ToolchainSearch } from './toolchain.ts'

/** A file that may be an interpreter. */
export interface Candidate {
  readonly path: string
  /** Where Exuvia found it, in words. */
  readonly place: string
}

type Env = NodeJS.ProcessEnv
const WINDOWS = process.platform === 'win32'
const EXTENSION = WINDOWS ? '.exe' : ''

/**
 * Lists files that may be interpreters, best first, from PATH, pyenv, uv and the Actions tool
 * cache. Skips files whose names are for another runtime.
 * @param runtime only candidates for it; all if undefined
 */
export async function nativeCandidates(search: ToolchainSearch, runtime?: string): Promise<Candidate[]> {
  const parts = runtime === undefined ? undefined : parseRuntime(runtime)
  const found = await Promise.all([
    onPath(search.env, parts),
    inVersionFolders('pyenv', pyenvFolders(search.env), parts),
    inVersionFolders("uv's folder", uvFolders(search.env), parts),
    inToolCache(search.env, parts),
  ])
  return found.flat()
}

async function onPath(env: Env, parts: RuntimeParts | undefined): Promise<Candidate[]> {
  const folders = pathFolders(env)
  const listings = await Promise.all(folders.map(listFolder))
  const names =
    parts === undefined
      ? [...new Set(listings.flat().filter((name) => ANY_NAME.test(name)))].sort(compareText)
      : interpreterNames(parts)
  return names.flatMap((name) =>
    folders
      .filter((_, index) => listings[index]?.includes(name))
      .map((folder) => ({ path: join(folder, name), place: 'PATH' })),
  )
}

const ANY_NAME = WINDOWS ? /^(python|pypy)\d?(\.\d+t?)?\.exe$/ : /^(python|pypy)(\d(\.\d+t?)?)?$/

/** Names of an interpreter, the most exact first: `python3.13t`, `python3.13`, `python3`, `python`. */
export function interpreterNames({ implementation, major, minor, freeThreaded }: RuntimeParts): string[] {
  const base = implementation === 'pp' ? 'pypy' : 'python'
  const exact = `${base}${major}.${minor}`
  // `make install` of a free-threaded CPython makes both names.
  const names = [...(freeThreaded ? [`${exact}t`] : []), exact, `${base}${major}`, base]
  return names.map((name) => `${name}${EXTENSION}`)
}

function pyenvFolders(env: Env): string[] {
  const root = env['PYENV_ROOT'] ?? join(home(env), WINDOWS ? '.pyenv/pyenv-win' : '.pyenv')
  return [join(root, 'versions')]
}

function uvFolders(env: Env): string[] {
  const chosen = env['UV_PYTHON_INSTALL_DIR']
  if (chosen !== undefined && chosen !== '') return [chosen]
  if (WINDOWS) return [join(env['APPDATA'] ?? join(home(env), 'AppData/Roaming'), 'uv/python')]
  // uv uses the XDG folder on macOS too.
  return [join(env['XDG_DATA_HOME'] || join(home(env), '.local/share'), 'uv/python')]
}

function home(env: Env): string {
  return env['HOME'] ?? env['USERPROFILE'] ?? homedir()
}

/**
 * Folders named after versions: pyenv's `3.12.1`, `pypy3.9-7.3.11`; uv's `cpython-3.12.1-linux-x86_64-gnu`.
 * A relative root would be in the current folder, which is not trusted.
 */
async function inVersionFolders(
  place: string,
  roots: readonly string[],
  parts: RuntimeParts | undefined,
): Promise<Candidate[]> {
  const found = await Promise.all(
    roots.filter(isAbsolute).map(async (root) =>
      newestFirst(await listFolder(root))
        .filter((name) => parts === undefined || folderFits(name, parts))
        .map((name) => ({ path: interpreterIn(join(root, name), name), place })),
    ),
  )
  return existing(found.flat())
}

/** `<cache>/Python/3.12.1/x64`, where setup-python puts them; PyPy's are under `PyPy`. */
async function inToolCache(env: Env, parts: RuntimeParts | undefined): Promise<Candidate[]> {
  const root = env['RUNNER_TOOL_CACHE'] ?? env['AGENT_TOOLSDIRECTORY']
  if (root === undefined || !isAbsolute(root)) return []
  const kinds = parts === undefined ? ['Python', 'PyPy'] : [parts.implementation === 'pp' ? 'PyPy' : 'Python']
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const versions = newestFirst(await listFolder(join(root, kind))).filter(
        (name) => parts === undefined || name.startsWith(`${parts.major}.${parts.minor}.`),
      )
      const machines = await Promise.all(
        versions.map(async (version) =>
          (await listFolder(join(root, kind, version)))
            .filter((machine) => !machine.endsWith('.complete'))
            .map((machine) => join(root, kind, version, machine)),
        ),
      )
      return machines.flat().map((folder) => ({
        path: interpreterIn(folder, kind.toLowerCase()),
        place: 'the Actions tool cache',
      }))
    }),
  )
  return existing(found.flat())
}

function interpreterIn(folder: string, name: string): string {
  if (!WINDOWS) return join(folder, 'bin', name.startsWith('pypy') ? 'pypy' : 'python')
  return join(folder, name.startsWith('pypy') ? 'pypy.exe' : 'python.exe')
}

function folderFits(name: string, parts: RuntimeParts): boolean {
  // linear: it begins at the start, and digits and dots alternate
  const match = /^(cpython-|pypy-?|graalpy-?)?(\d+)\.(\d+)(?![\d])/.exec(name)
  if (match === null) return false
  const implementation = match[1]?.startsWith('pypy') ? 'pp' : 'cp'
  return (
    implementation === parts.implementation &&
    Number(match[2]) === parts.major &&
    Number(match[3]) === parts.minor
  )
}

function newestFirst(names: readonly string[]): string[] {
  return names.toSorted((a, b) => compareText(versionKey(b), versionKey(a)))
}

function versionKey(name: string): string {
  return name.replaceAll(/\d+/g, (digits) => digits.padStart(6, '0'))
}

async function existing(candidates: readonly Candidate[]): Promise<Candidate[]> {
  const there = await Promise.all(
    candidates.map(({ path }) =>
      stat(path).then(
        (info) => info.isFile(),
        () => false,
      ),
    ),
  )
  return candidates.filter((_, index) => there[index])
}

async function listFolder(folder: string): Promise<string[]> {
  return readdir(folder).then(
    (names) => names.sort(compareText),
    () => [],
  )
}
