import { type SpawnOptions, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { cliCommand, sharedCache } from '@exuvia/test-needs'
import { onTestFinished } from 'vitest'

export interface Outcome {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  /** Called as soon as something comes on stderr. */
  readonly onError?: (kill: (signal: NodeJS.Signals) => void) => void
  /** Called when the process is there. */
  readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void
}

/** Runs the command line as a user does: a process, with no token and the cache of the tests. */
export async function exuvia(args: readonly string[], options: CliOptions = {}): Promise<Outcome> {
  const [program, ...first] = await cliCommand()
  return runProcess(program, [...first, ...args], options)
}

/** The same through a shell, for pipes and limits; `"$@"` is the command. */
export async function exuviaInShell(
  script: string,
  args: readonly string[],
  options: CliOptions = {},
): Promise<Outcome> {
  return runProcess('bash', ['-c', script, 'bash', ...(await cliCommand()), ...args], options)
}

export function runProcess(program: string, args: readonly string[], options: CliOptions): Promise<Outcome> {
  const env: NodeJS.ProcessEnv = { ...process.env, EXUVIA_CACHE_DIR: sharedCache(), ...options.env }
  for (const name of ['GITHUB_TOKEN', 'GH_TOKEN', 'GITHUB_REPOSITORY', 'FORCE_COLOR'])
    if (options.env?.[name] === undefined) Reflect.deleteProperty(env, name)
  const spawned: SpawnOptions = { env, stdio: ['ignore', 'pipe', 'pipe'] }
  if (options.cwd !== undefined) spawned.cwd = options.cwd
  const child = spawn(program, args, spawned)
  options.onStart?.((signal) => child.kill(signal))
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')))
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8')
    options.onError?.((signal) => child.kill(signal))
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** A folder with the given files, gone after the test. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'exuvia cli '))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    writeFileSync(path.join(folder, name), text)
  }
  return folder
}

export const PYPROJECT = `[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "shelf"
version = "1.2.0"
license = "MIT"
[project.scripts]
shelf = "shelf.cli:main"
`

/** A small project that builds for one Python. */
export function project(
  config = '[tool.exuvia]\ntargets = ["cp312"]\n',
  more: Record<string, string> = {},
): string {
  return folderWith({
    'pyproject.toml': PYPROJECT + config,
    'src/shelf/__init__.py': '"""Shelf."""\n',
    'src/shelf/cli.py': 'def main():\n    print("shelf")\n',
    ...more,
  })
}

/** Everything below a folder that only an unfinished run would leave. */
export function leftovers(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /exuvia-|\.tmp|\.part/.test(name),
  )
}
