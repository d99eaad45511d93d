import { type Clock, Failure, isUntrusted, reasonOf, retryAfter } from '@exuvia/network'

/** Attempts for one file or page. */
const MAX_TRIES = 6
/** The longest wait that a server may ask for, in milliseconds. */
const LONGEST_WAIT = 5 * 60_000

/**
 * Runs a request until it works: again after broken connections, stalls, 408, 429 and 5xx, with growing waits
 * or as long as the server asks for.
 * @throws Failure
 */
export async function persist<T>(
  clock: Clock,
  signal: AbortSignal | undefined,
  run: () => Promise<T>,
): Promise<T> {
  for (let tries = 0; ; tries++) {
    throwIfStopped(signal)
    try {
      return await run()
    } catch (error) {
      throwIfStopped(signal)
      const wait = error instanceof Failure ? waitAfter(error, tries, clock.now()) : undefined
      if (wait === undefined) throw error
      await clock.sleep(wait, signal)
    }
  }
}

function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw reasonOf(signal)
}

/** Milliseconds before the next attempt; undefined if there is none. Pure. */
function waitAfter(failure: Failure, tries: number, now: number): number | undefined {
  const { kind, status = 0, headers = {} } = failure.details
  if (tries + 1 >= MAX_TRIES || isUntrusted(failure) || kind === 'too-large') return undefined
  if (kind === 'status' && status !== 408 && status !== 429 && status < 500) return undefined
  const wait = Math.max(Math.min(500 * 2 ** tries, 20_000), retryAfter(headers, now) ?? 0)
  return wait > LONGEST_WAIT ? undefined : wait
}
