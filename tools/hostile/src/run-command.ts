import { spawn } from 'node:child_process'
import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from './input.ts'
import { type Usage, processesOfSession, usageOf } from './processes.ts'

/** One run, as it ended. */
export interface Ran extends Omit<Usage, 'children'> {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** Seconds on the clock, which depend on what else the machine does. */
  readonly wall: number
  readonly stopped: 'cpu' | 'wall' | undefined
  /** Children that outlived the run. */
  readonly left: number
}

/** Where a run happens. */
export interface Surroundings {
  readonly cwd: string
  /** A folder for the caches and for the measurement, outside of the input. */
  readonly scratch: string
  /** The program and its arguments before the command. */
  readonly exuvia: readonly string[]
}

/** Seconds of processor time, and on the clock, after which a run is ended. */
const CPU_END = 15
const WALL_END = 300
/** Milliseconds between two looks at a run. */
const LOOK = 50

const CLI = path.dirname(fileURLToPath(import.meta.resolve('exuvia/package.json')))
const MEASURED = [process.execPath, '--import', path.join(import.meta.dirname, 'measure.ts')]

/** The published form of the command line: what `npm run build` makes. */
export const BUILT = [...MEASURED, path.join(CLI, 'dist/start.js')]

/** The command line from its sources, which starts more slowly. */
export const FROM_SOURCES = [...MEASURED, '--conditions=@exuvia/source', path.join(CLI, 'src/main.ts')]

/**
 * Runs a command in a session of its own and measures the whole tree of processes. The process itself reports its
 * processor time and peak memory when it ends (getrusage); the memory of its children is read from /proc meanwhile.
 */
export function runCommand(command: Command, { cwd, scratch, exuvia }: Surroundings): Promise<Ran> {
  const report = path.join(scratch, 'usage.json')
  rmSync(report, { force: true })
  const [program = '', ...before] = exuvia
  const began = performance.now()
  const child = spawn(program, [...before, ...argumentsOf(command)], {
    cwd,
    env: { ...environmentOf(scratch), EXUVIA_MEASURE: report, ...command.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} does not start`)
  let stopped: Ran['stopped']
  let seen = { cpu: 0, megabytes: 0 }
  const look = setInterval(() => {
    const now = usageOf(pid)
    seen = { cpu: Math.max(seen.cpu, now.cpu), megabytes: Math.max(seen.megabytes, now.megabytes) }
    if (now.cpu > CPU_END) stopped ??= 'cpu'
    if (performance.now() - began > WALL_END * 1000) stopped ??= 'wall'
    if (stopped !== undefined) process.kill(-pid, 'SIGKILL')
  }, LOOK)
  const output = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => {
      clearInterval(look)
      const left = processesOfSession(pid)
      for (const each of left) process.kill(each, 'SIGKILL')
      const own = existsSync(report) ? (JSON.parse(readFileSync(report, 'utf8')) as Usage) : seen
      resolve({
        ...output,
        status,
        wall: (performance.now() - began) / 1000,
        cpu: Math.max(own.cpu, seen.cpu),
        megabytes: Math.max(own.megabytes, seen.megabytes),
        stopped,
        left: left.length,
      })
    })
  })
}

export function argumentsOf({ args, text }: Command): string[] {
  return [...args, ...(text === true ? [] : ['--json'])]
}

/** No variable of the user that changes what a command does. */
export function environmentOf(scratch: string): Record<string, string> {
  const { PATH = '', PYENV_ROOT } = process.env
  return {
    PATH,
    HOME: scratch,
    XDG_CACHE_HOME: path.join(scratch, 'cache'),
    EXUVIA_CACHE_DIR: path.join(scratch, 'cache'),
    ...(PYENV_ROOT === undefined ? {} : { PYENV_ROOT }),
  }
}
