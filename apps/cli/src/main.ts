#!/usr/bin/env node
import { Worker } from 'node:worker_threads'
import { EXIT, exitCodeOf } from './exit-codes.ts'
import { type ToWork, STOP } from './stop.ts'

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // The reader of a pipe (head, less) closed it: nothing is wrong.
  if (error.code === 'EPIPE') process.exit(EXIT.done)
  throw error
})

let stopped = false
/** The first signal asks the work to stop and to clean up; the second ends it at once. */
function onSignal(): void {
  if (stopped) process.exit(EXIT.interrupted)
  stopped = true
  work.postMessage(STOP satisfies ToWork)
}
process.on('SIGINT', onSignal)
process.on('SIGTERM', onSignal)

// The command runs in a thread of its own (work.ts), and this one stays free to hear
// Ctrl-C: a pattern or a parser that takes too long blocks the work and never the signal.
const work = new Worker(new URL(`./work.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url), {
  argv: process.argv.slice(2),
})

work.on('error', (error: NodeJS.ErrnoException) => {
  process.exitCode = exitCodeOf(error)
  process.stderr.write(
    error.code === 'ERR_WORKER_OUT_OF_MEMORY'
      ? 'error the run needs more memory than Node allows it\n    raise the limit: NODE_OPTIONS=--max-old-space-size=4096\n'
      : `error ${error.stack ?? error.message}\n    this is a bug in Exuvia; report it with the lines above\n`,
  )
})
work.on('exit', (code) => {
  process.exitCode ??= code
})
