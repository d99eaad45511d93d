import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs'
import { join } from 'node:path'
import { cliCommand, python, sharedCache, temporaryFolder as emptyFolder } from '@exuvia/test-needs'

export const REPOSITORY = join(import.meta.dirname, '../../..')

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly cwd?: string
  readonly environment?: Readonly<Record<string, string>>
  readonly input?: string
}

/** Runs a program with only the given environment. */
export function run(command: readonly string[], options: RunOptions = {}): Ran {
  const [program = '', ...rest] = command
  const result = spawnSync(program, rest, {
    encoding: 'utf8',
    env: { ...options.environment },
    cwd: options.cwd ?? '/',
    input: options.input ?? '',
    timeout: 110_000,
    maxBuffer: 64 * 1024 * 1024,
  })
  if (result.error !== undefined) throw result.error
  return { status: result.status, stdout: result.stdout, stderr: result.stderr }
}

/** The command that starts the command line. */
export const EXUVIA: readonly string[] = await cliCommand()

/** Runs the command line. @throws if the exit status is not 0 */
export function exuvia(cwd: string, ...args: readonly string[]): Ran {
  const ran = tryExuvia(cwd, ...args)
  if (ran.status !== 0) throw new Error(`exuvia ${args.join(' ')}: ${ran.status}\n${ran.stderr}`)
  return ran
}

export function tryExuvia(cwd: string, ...args: readonly string[]): Ran {
  return run([...EXUVIA, ...args], { cwd, environment: exuviaEnvironment() })
}

/** The test's own environment and cache, so that a user's cache has no effect. */
export function exuviaEnvironment(): Record<string, string> {
  const { PATH = '', HOME = '', PYENV_ROOT } = process.env
  return {
    PATH,
    HOME,
    XDG_CACHE_HOME: join(sharedCache(), 'acceptance'),
    ...(PYENV_ROOT === undefined ? {} : { PYENV_ROOT }),
  }
}

export function temporaryFolder(name = 'folder'): string {
  const folder = join(emptyFolder(), name)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** A folder for PATH that contains one interpreter, under each of the names. */
export function pathWith(version: string, ...names: readonly string[]): string {
  const folder = temporaryFolder('path')
  for (const name of names) symlinkSync(python(version), join(folder, name))
  return folder
}

/** Unpacks a tarball, as its user would; gives the application's folder. */
export function unpack(tarball: string, folder: string = temporaryFolder()): string {
  const ran = run(['tar', '-xzf', tarball, '-C', folder], { environment: { PATH: '/usr/bin:/bin' } })
  if (ran.status !== 0) throw new Error(ran.stderr)
  const [name = '', ...others] = readdirSync(folder)
  if (others.length > 0) throw new Error(`${tarball} has more than one folder`)
  return join(folder, name)
}

export interface Seen {
  readonly path: string
  readonly mode: string
  /** Milliseconds; undefined for folders: busybox sets their time before it fills them. */
  readonly modified: number | undefined
  /** SHA-256 of a file, the target of a link, `folder`. */
  readonly content: string
}

/** Everything under a folder, sorted by path. */
export function treeOf(folder: string): Seen[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const stats = lstatSync(join(folder, path))
      return {
        path,
        mode: (stats.mode & 0o7777).toString(8),
        modified: stats.isDirectory() ? undefined : stats.mtimeMs,
        content: contentOf(join(folder, path), stats),
      }
    })
}

function contentOf(path: string, stats: ReturnType<typeof lstatSync>): string {
  if (stats?.isSymbolicLink() === true) return readlinkSync(path)
  if (stats?.isDirectory() === true) return 'folder'
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

/** Removes the write permission from a folder and everything under it. */
export function makeReadOnly(path: string): void {
  const stats = lstatSync(path)
  if (stats.isSymbolicLink()) return
  if (stats.isDirectory()) for (const name of readdirSync(path)) makeReadOnly(join(path, name))
  chmodSync(path, stats.mode & 0o555)
}

export function fileNames(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
}
