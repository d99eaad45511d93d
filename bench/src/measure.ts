import { spawn } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'

/** One run of a command: its seconds, and the peak memory of it and all its descendants. */
export interface Measurement {
  /** By the clock. */
  readonly seconds: number
  /** Of processors, by it and its descendants, which does not depend on other work; undefined except on Linux. */
  readonly cpu: number | undefined
  /** Bytes, resident, sampled; undefined if the system does not report it (all but Linux). */
  readonly peak: number | undefined
}

/** Not shorter, because reading /proc takes time from the measured command. */
const SAMPLE_MS = 100

/** Runs a command to the end. @throws Error with its stderr if it fails */
export async function measure(
  command: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<Measurement> {
  const started = performance.now()
  const before = await childSeconds()
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  let peak: number | undefined
  const sample = async (): Promise<void> => {
    const now = await memoryOfTree(child.pid)
    if (now !== undefined && now > (peak ?? 0)) peak = now
  }
  const sampler = setInterval(() => void sample(), SAMPLE_MS)
  try {
    const status = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    const seconds = (performance.now() - started) / 1000
    const after = await childSeconds()
    const cpu = before === undefined || after === undefined ? undefined : after - before
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}\n${stderr}`)
    return { seconds, cpu, peak }
  } finally {
    clearInterval(sampler)
  }
}

/** Clock ticks per second in /proc: 100 on every Linux that Node runs on. */
const TICKS = 100

/** Processor seconds of all children so far that have ended, with theirs (proc(5): `cutime` and `cstime`). */
async function childSeconds(): Promise<number | undefined> {
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => undefined)
  // The name of the program, in parentheses, may contain spaces.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields === undefined ? undefined : (Number(fields[13]) + Number(fields[14])) / TICKS
}

/** Resident bytes of a process and all its descendants, from /proc. */
async function memoryOfTree(root: number | undefined): Promise<number | undefined> {
  const entries = await readdir('/proc').catch(() => undefined)
  if (entries === undefined || root === undefined) return undefined
  const processes = await Promise.all(entries.filter((name) => /^\d+$/.test(name)).map(readProcess))
  const known = processes.filter((item) => item !== undefined)
  const tree = new Set([root])
  let grown = true
  while (grown) {
    grown = false
    for (const { pid, parent } of known) {
      if (tree.has(parent) && !tree.has(pid)) {
        tree.add(pid)
        grown = true
      }
    }
  }
  return known.filter(({ pid }) => tree.has(pid)).reduce((sum, { resident }) => sum + resident, 0)
}

async function readProcess(
  pid: string,
): Promise<{ pid: number; parent: number; resident: number } | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const parent = /^PPid:\s+(\d+)$/m.exec(status)?.[1]
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  if (parent === undefined || kilobytes === undefined) return undefined
  return { pid: Number(pid), parent: Number(parent), resident: Number(kilobytes) * 1024 }
}
