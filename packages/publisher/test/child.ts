import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'tsdown'
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

const SOURCE = fileURLToPath(new URL('publish-child.ts', import.meta.url))

/**
 * Bundles the child to one JavaScript file, as the Action is bundled: a user runs such a file. Run from its
 * sources, its memory would include Node's TypeScript compiler, some 40 MiB.
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

/** Starts `publish-child.ts`, or a bundle of it, with the time of this clock. */
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
