/** The twin's source of time. A simulated clock passes hours of rate limits at once. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(asError(signal.reason))
        return
      }
      const onAbort = (): void => {
        clearTimeout(timer)
        reject(asError(signal?.reason))
      }
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', onAbort)
        resolve()
      }, ms)
      signal?.addEventListener('abort', onAbort, { once: true })
    }),
}

/** A clock that jumps to the next sleeper's time as soon as the twin is idle. */
export interface SimulatedClock extends Clock {
  /** Stops the time until the returned function is called: work is under way. */
  hold(): () => void
  /** Reports activity: the clock checks again a moment later whether all is idle. */
  touch(): void
}

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

/**
 * Real milliseconds without activity before simulated time jumps: the clock cannot see a request
 * on its way. Before a long jump, as long as a stall's guard, the clock waits longer.
 */
const IDLE = { short: 4, long: 40 }
const LONG_JUMP = 20_000
/** Turns of the event loop that must pass too, so that the clock sees requests on their way first. */
const TURNS = 8

/**
 * @param start milliseconds since 1970
 */
export function simulatedClock(start: number = Date.UTC(2026, 0, 5, 12)): SimulatedClock {
  let now = start
  let held = 0
  let activity = 0
  let watching = false
  const sleepers = new Set<Sleeper>()

  const nearest = (): number => Math.min(...[...sleepers].map((sleeper) => sleeper.at))
  const watch = (): void => {
    if (watching) return
    watching = true
    void jumpWhenIdle()
  }
  const jumpWhenIdle = async (): Promise<void> => {
    while (sleepers.size > 0) {
      const before = activity
      const next = nearest()
      const idle = next - now >= LONG_JUMP ? IDLE.long : IDLE.short
      await new Promise((resolve) => setTimeout(resolve, idle))
      for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setImmediate(resolve))
      if (held > 0 || before !== activity || next !== nearest()) continue
      now = Math.max(now, next)
      for (const sleeper of [...sleepers].filter((each) => each.at <= now)) sleeper.wake()
    }
    watching = false
  }

  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(asError(signal.reason))
          return
        }
        const done = (): void => {
          activity += 1
          sleepers.delete(sleeper)
          signal?.removeEventListener('abort', onAbort)
        }
        const onAbort = (): void => {
          done()
          reject(asError(signal?.reason))
        }
        const sleeper: Sleeper = {
          at: now + ms,
          wake: () => {
            done()
            resolve()
          },
        }
        signal?.addEventListener('abort', onAbort, { once: true })
        sleepers.add(sleeper)
        watch()
      }),
    hold: () => {
      held += 1
      activity += 1
      let released = false
      return () => {
        if (released) return
        released = true
        held -= 1
        activity += 1
      }
    },
    touch: () => {
      activity += 1
    },
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason })
}
