import { parentPort } from 'node:worker_threads'
import { ExuviaError } from '@exuvia/model'

/** What the main thread sends to the work: the user pressed Ctrl-C, or the system asks the run to end. */
export const STOP = 'stop'
export type ToWork = typeof STOP

/** A signal that aborts when the main thread says so; it keeps no finished work alive. */
export function createStopSignal(): AbortSignal {
  const controller = new AbortController()
  parentPort?.on('message', (message: ToWork) => {
    if (message !== STOP) return
    controller.abort(
      new ExuviaError('interrupted', 'interrupted', 'stopped; nothing half done was left behind'),
    )
  })
  parentPort?.unref()
  return controller.signal
}
