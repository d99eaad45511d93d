import { type Clock, reasonOf } from './clock.ts'
import { Failure, isProxyPassword, isUntrusted, retryAfter } from './failure.ts'

/** How long a caller keeps trying. Times in milliseconds. */
export interface Patience {
  /** Attempts, the first included. */
  readonly tries: number
  /** The wait after the first attempt; every further one doubles it. */
  readonly firstWait: number
  /** The longest wait that this doubling leads to. */
  readonly longestBackoff: number
  /** The longest wait that a server may ask for. */
  readonly longestWait: number
}

/** Decides about the attempts at one request. */
export interface Attempts {
  readonly signal: AbortSignal | undefined
  /** Runs before every attempt. */
  readonly admit?: () => Promise<void>
  /** Waits until the next attempt is due. Resolves with false if there is none. */
  readonly next: (failure: Failure) => Promise<boolean>
}

/**
 * Runs a request until it works or `next` ends the attempts. Only a Failure leads to another attempt.
 * @throws the signal's reason; the last Failure; any other error of `run`
 */
export async function retry<T>(run: () => Promise<T>, { signal, admit, next }: Attempts): Promise<T> {
  for (;;) {
    throwIfStopped(signal)
    await admit?.()
    try {
      return await run()
    } catch (error) {
      throwIfStopped(signal)
      if (!(error instanceof Failure) || !(await next(error))) throw error
    }
  }
}

/** Runs a request again while its failures pass by themselves, with growing waits or as long as the server asks for. */
export async function retryPassing<T>(
  run: () => Promise<T>,
  {
    clock,
    signal,
    patience,
  }: {
    readonly clock: Clock
    readonly signal: AbortSignal | undefined
    readonly patience: Patience
  },
): Promise<T> {
  let failed = 0
  return retry(run, {
    signal,
    async next(failure) {
      const wait = waitAfter(failure, failed, clock.now(), patience)
      if (wait === undefined) return false
      failed += 1
      await clock.sleep(wait, signal)
      return true
    },
  })
}

/**
 * Milliseconds before the next attempt, if the failure may pass by itself: broken connections, stalls, cut-off
 * answers, 408, 429 and 5xx. Undefined if there is no next attempt. Pure.
 * @param failed attempts that failed before this one
 * @param now the server's time, milliseconds since 1970
 */
export function waitAfter(
  failure: Failure,
  failed: number,
  now: number,
  { tries, firstWait, longestBackoff, longestWait }: Patience,
): number | undefined {
  const { kind, status = 0, headers = {} } = failure.details
  if (kind === 'too-large') return undefined
  if (kind === 'status' && status !== 408 && status !== 429 && status < 500) return undefined
  if (failed + 1 >= tries || isUntrusted(failure) || isProxyPassword(failure)) return undefined
  const backoff = Math.min(firstWait * 2 ** failed, longestBackoff)
  const wait = Math.max(backoff, retryAfter(headers, now) ?? 0)
  return wait > longestWait ? undefined : wait
}

export function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw reasonOf(signal)
}
