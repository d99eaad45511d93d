import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

import { bundledOnce } from '@exuvia/test-needs/bundle'

import type { Clock, PublishOptions } from '../src/index.ts'

/** A child's report after publishing. */
interface Report {
  readonly uploaded: number
  /** Bytes: its peak resident memory. */
  readonly peak: number
}

/** A publisher in a process of its own. */
export interface Child {
  readonly kill: () => void
  /** The exit code, or the signal that ended it; and its report. */
  readonly ended: Promise<{ readonly status: number | string; readonly report: Report | undefined }>
}

let folder: Promise<string> | undefined

/** The program, bundled once as the Action is: a user runs such a file. */
async function program(): Promise<string> {
  folder ??= bundledOnce('publisher-child', { child: 'packages/publisher/test/publish-child.ts' })
  return join(await folder, 'child.js')
}

/**
 * Starts the bundle of `publish-child.ts` with the time of this clock. Run from its sources,
 * its memory would include Node's TypeScript compiler, some 40 MiB.
 */
export async function publishInChild(
  clock: Clock,
  options: PublishOptions,
  { mayFail = false }: { readonly mayFail?: boolean } = {},
): Promise<Child> {
  const { clock: _, signal: __, onProgress: ___, ...plain } = options
  const child: ChildProcess = spawn(process.execPath, [await program()], {
    stdio: ['ignore', 'ignore', mayFail ? 'ignore' : 'inherit', 'ipc'],
  })
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
