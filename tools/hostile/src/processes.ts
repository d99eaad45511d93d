import { readFileSync, readdirSync } from 'node:fs'

/** What a process and its descendants use at this moment. */
export interface Usage {
  /** Seconds of user and system time, of ended children too. */
  readonly cpu: number
  /** The largest peak of one process, in MB. */
  readonly megabytes: number
  /** The same of its descendants alone. */
  readonly children: number
}

const TICKS = 100

/** Reads /proc; a process that has ended uses nothing. */
export function usageOf(pid: number): Usage {
  let cpu = 0
  let megabytes = 0
  let children = 0
  const left = [pid]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    try {
      const fields = statOf(next)
      for (const index of [11, 12, 13, 14]) cpu += Number(fields[index]) / TICKS
      const status = readFileSync(`/proc/${next}/status`, 'utf8')
      const peak = Number(/^VmHWM:\s*(\d+)/m.exec(status)?.[1] ?? 0) / 1000
      megabytes = Math.max(megabytes, peak)
      if (next !== pid) children = Math.max(children, peak)
      left.push(...childrenOf(next))
    } catch {
      // It ended in between.
    }
  }
  return { cpu, megabytes, children }
}

/** The processes of a session that still run; a child that detached itself stays in none. */
export function processesOfSession(session: number): number[] {
  return readdirSync('/proc').flatMap((name) => {
    if (!/^\d+$/.test(name)) return []
    try {
      const fields = statOf(Number(name))
      return Number(fields[3]) === session && fields[0] !== 'Z' ? [Number(name)] : []
    } catch {
      return []
    }
  })
}

/** The fields of /proc/PID/stat behind the program's name: state, parent, group, session and so on. */
function statOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^[^]*\) /, '')
    .split(' ')
}

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
}
