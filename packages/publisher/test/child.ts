import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Clock, PublishOptions } from '../src/index.ts'

/** What a child tells when it has published. */
interface Report {
  readonly uploaded: number
  /** Bytes: the most memory that it had, resident. */
  readonly peak: number
}

/** A publisher in a process of its own. */
export interface Child {
  readonly kill: () => void
  /** The exit code, or the signal that ended it; and what it told. */
  readonly ended: Promise<{ readonly status: number | string; readonly report: Report | undefined }>
}

/** Starts `publish-child.ts`, which lives in the time of this clock. */
export function publishInChild(clock: Clock, options: PublishOptions): Child {
  const { clock: _, signal: __, onProgress: ___, ...plain } = options
  const child: ChildProcess = spawn(
    process.execPath,
    [
      '--conditions=@exuvia/source',
      '--disable-warning=ExperimentalWarning',
      new URL('publish-child.ts', import.meta.url).pathname,
    ],
    { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
  )
  child.send({ options: plain, now: clock.now() }, () => undefined)
  let report: Report | undefined
  const wait = async ({ id, ms }: { id: number; ms: number }): Promise<void> => {
    await clock.sleep(ms)
    if (child.connected) child.send({ id, now: clock.now() }, () => undefined)
  }
  child.on('message', (message: { id: number; ms: number } | Report) => {
    if ('peak' in message) {
      report = message
      return
    }
    void wait(message)
  })
  const ended = once(child, 'exit').then(([code, signal]) => ({
    status: (signal ?? code) as number | string,
    report,
  }))
  return { kill: () => void child.kill('SIGKILL'), ended }
}
