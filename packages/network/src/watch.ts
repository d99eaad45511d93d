import { type Clock, reasonOf } from './clock.ts'
import { Failure } from './failure.ts'

/** An answer counts as stalled if no byte arrives for so long. */
export const STALL_AFTER = 60_000

/** Watches one transfer for stalls, by progress rather than total time. */
export interface Watch {
  /** Reports progress; the next is due within so many milliseconds. */
  progress(within: number): void
  onStop(stop: (error: Error) => void): void
  /** The reason for a local stop: a stall, or the caller's signal. */
  stopped(): Error | undefined
  end(): void
}

/** @param signal the caller's, which stops the transfer as well */
export function startWatch(clock: Clock, signal: AbortSignal | undefined): Watch {
  const over = new AbortController()
  let due = clock.now() + STALL_AFTER
  let reason: Error | undefined
  let stop: ((error: Error) => void) | undefined
  const halt = (error: Error): void => {
    reason ??= error
    stop?.(error)
  }
  const onAbort = (): void => {
    halt(reasonOf(signal))
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  const guard = async (): Promise<void> => {
    for (let left = due - clock.now(); left > 0; left = due - clock.now())
      await clock.sleep(left, over.signal)
    halt(new Failure('nothing moved any more', { kind: 'stall' }))
  }
  guard().catch(() => undefined)
  return {
    progress: (within) => {
      due = clock.now() + within
    },
    onStop: (callback) => {
      stop = callback
      if (signal?.aborted === true) onAbort()
    },
    stopped: () => reason,
    end: () => {
      signal?.removeEventListener('abort', onAbort)
      over.abort(new Error('over'))
    },
  }
}
