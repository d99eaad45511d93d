import { Worker } from 'node:worker_threads'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { type ToWork, STOP } from './stop.ts'

/**
 * Most of what a run allocates is garbage soon. V8 lets it grow to 96 MiB before it looks: with less, a build of the
 * standard library takes 230 instead of 310 MB, and as long.
 */
const YOUNG_MB = 48

/**
 * Runs the command in its own thread (work.ts), so that this thread can always handle Ctrl-C: a slow
 * pattern or parser blocks the work, but never the signal.
 * @param args the arguments of the command line
 */
export function runInThread(args: readonly string[]): void {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js'
  const work = new Worker(new URL(`./work.${extension}`, import.meta.url), {
    argv: [...args],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  })
  let stoppedBy: 'SIGINT' | 'SIGTERM' | undefined
  /** The first signal asks the work to stop and clean up; the second ends it at once. */
  function onSignal(signal: 'SIGINT' | 'SIGTERM'): void {
    if (stoppedBy !== undefined) process.exit(signalCode(stoppedBy))
    stoppedBy = signal
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
    work.postMessage(STOP satisfies ToWork)
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)

  work.on('error', (error: NodeJS.ErrnoException) => {
    process.exitCode = exitCodeOf(error)
    process.stderr.write(
      error.code === 'ERR_WORKER_OUT_OF_MEMORY'
        ? 'error the run needs more memory than Node allows\n    raise the limit: NODE_OPTIONS=--max-old-space-size=4096\n'
        : `error ${error.stack ?? error.message}\n    this is a bug in Exuvia; report it with the lines above\n`,
    )
  })
  work.on('exit', (code) => {
    process.exitCode ??= code === EXIT.interrupted && stoppedBy !== undefined ? signalCode(stoppedBy) : code
  })
}

/** As a shell reports a signal: 128 and its number. */
function signalCode(signal: 'SIGINT' | 'SIGTERM'): number {
  return signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted
}
