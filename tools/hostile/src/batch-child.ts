// Runs commands one after the other in this process, as jobs of its parent. Starting Exuvia costs more than most
// commands; what an input costs is what the process used while it ran the command.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { systemClock } from '@exuvia/network'
import type { Command } from 'commander'
import type { Job, JobResult } from './batch.ts'

const CLI = path.join(path.dirname(fileURLToPath(import.meta.resolve('exuvia/package.json'))), 'src')
const load = async (name: string): Promise<Record<string, unknown>> =>
  (await import(pathToFileURL(path.join(CLI, name)).href)) as Record<string, unknown>
const { createProgram } = (await load('program.ts')) as { createProgram: () => Promise<Command> }
const { exitWith } = (await load('run.ts')) as {
  exitWith: (error: unknown, options: { readonly json: boolean; readonly trace: boolean }) => void
}

/** Milliseconds: no pause before a retry is longer, and no other wait is shorter. */
const LONGEST_PAUSE = 30_000
// A hostile server fails at every attempt, and the pauses between them would take most of the proof's time.
const clock = { ...systemClock }
systemClock.sleep = (ms, signal) => clock.sleep(ms <= LONGEST_PAUSE ? 0 : ms, signal)

const TICKS = 100
/** Seconds of processor time of this process and of its children that ended. */
function cpuSoFar(): number {
  const { user, system } = process.cpuUsage()
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (user + system) / 1e6 + (Number(fields[13]) + Number(fields[14])) / TICKS
}

/** The kernel's peak of this process's memory, in MB, since `forgetPeak`. */
function peak(): number {
  return Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1000
}

function forgetPeak(): void {
  globalThis.gc?.()
  writeFileSync('/proc/self/clear_refs', '5')
}

const output = { stdout: '', stderr: '' }
for (const name of ['stdout', 'stderr'] as const) {
  process[name].write = (text: string | Uint8Array): boolean => {
    output[name] += typeof text === 'string' ? text : Buffer.from(text).toString('utf8')
    return true
  }
}

async function run({ args, cwd, environment, id }: Job): Promise<JobResult> {
  forgetPeak()
  output.stdout = ''
  output.stderr = ''
  process.chdir(cwd)
  const before = { ...process.env }
  Object.assign(process.env, environment)
  process.argv = [process.execPath, 'exuvia', ...args]
  process.exitCode = undefined
  const cpu = cpuSoFar()
  const began = performance.now()
  try {
    const program = await createProgram()
    await program.parseAsync(process.argv)
  } catch (error) {
    exitWith(error, { json: args.includes('--json'), trace: args.includes('--trace') })
  }
  const used = { cpu: cpuSoFar() - cpu, wall: (performance.now() - began) / 1000, megabytes: peak() }
  for (const name of Object.keys(environment)) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
  const status = exitStatus()
  process.exitCode = undefined
  process.chdir('/')
  return { id, status, ...output, ...used }
}

/** What the command set meanwhile; the compiler believes that it is still undefined. */
function exitStatus(): number {
  return Number(process.exitCode ?? 0)
}

process.on('message', (job: Job | 'end') => {
  if (job === 'end') process.disconnect()
  else void run(job).then((result) => process.send?.(result))
})
// The parent has gone.
process.on('disconnect', () => process.exit())
process.send?.('ready')
