import { parentPort } from 'node:worker_threads'
import { ExuviaError, message } from '@exuvia/model'

/** The main thread's message to the work: the user pressed Ctrl-C, or the system ends the run. */
export const STOP = 'stop'
export type ToWork = typeof STOP

/** Creates a signal that the main thread can abort. It does not keep finished work alive. */
export function createStopSignal(): AbortSignal {
  const controller = new AbortController()
  parentPort?.on('message', (sent: ToWork) => {
    if (sent !== STOP) return
    controller.abort(new ExuviaError('interrupted', message('interrupted')))
  })
  parentPort?.unref()
  return controller.signal
}
