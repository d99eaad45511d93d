import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'
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

const SOURCE = fileURLToPath(new URL('publish-child.ts', import.meta.url))

/**
 * Makes one JavaScript file of the child, the way the Action's bundle is made: what a user runs. From its
 * sources it would be weighed with Node's TypeScript compiler in it, which takes some 40 MiB.
 */
export async function bundleChild(folder: string): Promise<string> {
  await build({
    config: false,
    entry: { child: SOURCE },
    outDir: folder,
    platform: 'node',
    target: 'node22',
    fixedExtension: true,
    dts: false,
    logLevel: 'error',
    deps: { alwaysBundle: [/./], onlyBundle: false },
    inputOptions: { resolve: { conditionNames: ['@exuvia/source', 'node', 'import', 'default'] } },
  })
  return join(folder, 'child.mjs')
}

/** Starts `publish-child.ts`, or a bundle of it, which lives in the time of this clock. */
export function publishInChild(
  clock: Clock,
  options: PublishOptions,
  { program = SOURCE, mayFail = false }: { readonly program?: string; readonly mayFail?: boolean } = {},
): Child {
  const { clock: _, signal: __, onProgress: ___, ...plain } = options
  const child: ChildProcess = spawn(
    process.execPath,
    ['--conditions=@exuvia/source', '--disable-warning=ExperimentalWarning', program],
    { stdio: ['ignore', 'ignore', mayFail ? 'ignore' : 'inherit', 'ipc'] },
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
