import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Toolchain } from '@exuvia/compiler'
import { pathFolders } from '@exuvia/model'
import { runProgram } from '@exuvia/project'
import type { RunContext } from '../context.ts'

/** Where code under trial runs. */
export interface Surroundings {
  /** Absolute, without links; everything that a trial writes is below it, as far as the code keeps to it. */
  readonly folder: string
  /** The words before a program that keep it from every network; empty if the system has none. */
  readonly guard: readonly string[]
}

/** Whether code under trial reaches no network: the system keeps it from all, or its Python has no sockets. */
export function isOffline({ kind }: Pick<Toolchain, 'kind'>, { guard }: Surroundings): boolean {
  return kind === 'embedded' || guard.length > 0
}

/** Makes a fresh folder for trials, and removes it afterwards. */
export async function withSurroundings<T>(
  context: RunContext,
  work: (surroundings: Surroundings) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), 'exuvia-try-'))
  try {
    return await work({ folder, guard: await findGuard(folder, context) })
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The variables of the caller that a program under trial gets: to be found and loaded, and nothing else. */
const KEPT = new Set([
  'PATH',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'DYLD_FALLBACK_LIBRARY_PATH',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'COMSPEC',
  'PATHEXT',
])

/**
 * The environment of a program under trial. Tokens, proxies and settings of the caller are not in it.
 * @param pythonPath where Python finds modules besides those in lib/
 */
export function trialEnvironment(
  env: NodeJS.ProcessEnv,
  home: string,
  pythonPath?: string,
): Record<string, string> {
  const kept = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    value !== undefined && KEPT.has(name.toUpperCase()) ? [[name, value]] : [],
  )
  const temporary = path.join(home, 'tmp')
  return {
    ...Object.fromEntries(kept),
    HOME: home,
    USERPROFILE: home,
    APPDATA: path.join(home, 'AppData', 'Roaming'),
    LOCALAPPDATA: path.join(home, 'AppData', 'Local'),
    TMPDIR: temporary,
    TMP: temporary,
    TEMP: temporary,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    TERM: 'dumb',
    COLUMNS: '100',
    NO_COLOR: '1',
    // Two runs of one program print the same.
    PYTHONHASHSEED: '0',
    PYTHONDONTWRITEBYTECODE: '1',
    // Python prints these warnings where it compiles, which it does from source alone.
    PYTHONWARNINGS: 'ignore::SyntaxWarning',
    ...(pythonPath === undefined ? {} : { PYTHONPATH: pythonPath }),
  }
}

let homes = 0

/** Makes a fresh HOME with a folder for temporary files, and one in which a program starts. */
export async function makeHome({ folder }: Surroundings): Promise<{ home: string; work: string }> {
  homes += 1
  const home = path.join(folder, 'homes', String(homes))
  const work = path.join(home, 'work')
  await mkdir(path.join(home, 'tmp'), { recursive: true })
  await mkdir(work)
  return { home, work }
}

/** Where a Python looks for `usercustomize` below HOME; it reads none in a virtual environment. */
export async function writeUserModule(home: string, version: string, text: string): Promise<void> {
  const folder = path.join(home, '.local', 'lib', `python${version}`, 'site-packages')
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'usercustomize.py'), text)
}

/** Milliseconds. */
const GUARD_LIMIT = 10_000

/**
 * Finds how this system keeps a program from every network: a network namespace of its own, which Linux gives an
 * ordinary user where user namespaces are allowed.
 */
async function findGuard(folder: string, { env, signal }: RunContext): Promise<readonly string[]> {
  if (process.platform !== 'linux') return []
  const program = pathFolders(env)
    .map((at) => path.join(at, 'unshare'))
    .find((file) => existsSync(file))
  if (program === undefined) return []
  for (const user of ['--map-current-user', '--map-root-user']) {
    const guard = [program, '--user', user, '--net', '--']
    const { failure } = await runProgram(program, [...guard.slice(1), 'true'], {
      env: trialEnvironment(env, folder),
      cwd: folder,
      signal,
      limit: GUARD_LIMIT,
    })
    if (failure === undefined) return guard
  }
  return []
}
