import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Command } from './input.ts'
import { processesOfSession, usageOf } from './processes.ts'
import { type Ran, argumentsOf, environmentOf } from './run-command.ts'

/** A command that a child runs in its own process. */
export interface Job {
  readonly id: number
  readonly args: readonly string[]
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
}

/** What the child says of a job. */
export interface JobResult extends Pick<Ran, 'cpu' | 'wall' | 'megabytes' | 'stdout' | 'stderr'> {
  readonly id: number
  readonly status: number
}

/** Runs commands one after the other in a child that stays. */
export interface Batch {
  /** Undefined if the child died or had to be ended: then nothing is known of this command. */
  readonly run: (command: Command, cwd: string) => Promise<Ran | undefined>
  readonly end: () => Promise<void>
}

const CHILD = path.join(import.meta.dirname, 'batch-child.ts')
/** Seconds of processor time, and on the clock, after which a command is ended. */
const CPU_END = 8
const WALL_END = 60
/** MB of memory from which on a child is replaced. */
const RENEWED = 230

/** @param scratch a folder for caches, outside of all inputs */
export function startBatch(scratch: string): Batch {
  let child: ChildProcess | undefined
  let jobs = 0

  async function started(): Promise<ChildProcess> {
    if (child?.connected === true) return child
    const options = ['--expose-gc', '--conditions=@exuvia/source', '--disable-warning=ExperimentalWarning']
    child = spawn(process.execPath, [...options, CHILD], {
      cwd: '/',
      env: environmentOf(scratch),
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    })
    await Promise.race([once(child, 'message'), once(child, 'exit')])
    if (!child.connected) throw new Error('the child of the batch does not start')
    return child
  }

  async function end(): Promise<void> {
    const last = child
    child = undefined
    if (last?.connected !== true) return
    const ended = once(last, 'exit')
    last.send('end')
    await ended
  }

  return {
    async run(command, cwd) {
      const current = await started()
      const pid = current.pid ?? 0
      jobs += 1
      const job: Job = { id: jobs, args: argumentsOf(command), cwd, environment: command.environment ?? {} }
      const before = usageOf(pid).cpu
      const began = performance.now()
      let children = 0
      const look = setInterval(() => {
        const now = usageOf(pid)
        children = Math.max(children, now.children)
        if (now.cpu - before > CPU_END || performance.now() - began > WALL_END * 1000)
          process.kill(-pid, 'SIGKILL')
      }, 50)
      const over = new AbortController()
      const either = ['message', 'exit'].map((event) => once(current, event, { signal: over.signal }))
      current.send(job)
      const [result] = (await Promise.race(either)) as [JobResult | number | null]
      clearInterval(look)
      for (const each of either) each.catch(() => undefined)
      over.abort()
      if (result === null || typeof result === 'number') {
        for (const each of processesOfSession(pid)) process.kill(each, 'SIGKILL')
        child = undefined
        return undefined
      }
      const left = processesOfSession(pid).filter((each) => each !== pid)
      for (const each of left) process.kill(each, 'SIGKILL')
      const megabytes = Math.max(result.megabytes, children)
      // A process seldom gives memory back, which would count against the next command.
      if (result.megabytes > RENEWED) await end()
      return { ...result, megabytes, stopped: undefined, left: left.length }
    },
    end,
  }
}
