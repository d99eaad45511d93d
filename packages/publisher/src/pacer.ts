import { largest } from '@exuvia/model'
import type { Clock } from '@exuvia/network'

export type Cost = 'read' | 'write' | 'create'

/**
 * GitHub allows 900 points per minute (a read is 1, a write 5), about 80 creations per minute and 500 per
 * hour. The margin is for other users of the token.
 */
const PACE = { pointsPerMinute: 800, creationsPerMinute: 75, creationsPerHour: 480 } as const

const MINUTE = 60_000
const HOUR = 60 * MINUTE

/** Delays requests to stay below the limits, and all of them while the server asks to wait. */
export interface Pacer {
  /** Resolves when the request may be sent. */
  admit(cost: Cost, signal: AbortSignal | undefined): Promise<void>
  /** Stops all requests for that many milliseconds. */
  holdFor(ms: number): void
}

/** @param onWait called before a wait of a second or more */
export function createPacer(clock: Clock, onWait: (ms: number) => void): Pacer {
  let points: { readonly at: number; readonly cost: number }[] = []
  let creations: number[] = []
  let heldUntil = 0

  const delay = (cost: Cost): number => {
    const now = clock.now()
    points = points.filter((entry) => entry.at > now - MINUTE)
    creations = creations.filter((at) => at > now - HOUR)
    const waits = [heldUntil - now]
    const spent = points.reduce((sum, entry) => sum + entry.cost, 0)
    const first = points[0]
    if (first !== undefined && spent + pointsOf(cost) > PACE.pointsPerMinute)
      waits.push(first.at + MINUTE - now)
    if (cost === 'create') {
      const lastMinute = creations.filter((at) => at > now - MINUTE)
      const [oldestOfMinute, oldestOfHour] = [lastMinute[0], creations[0]]
      if (oldestOfMinute !== undefined && lastMinute.length >= PACE.creationsPerMinute) {
        waits.push(oldestOfMinute + MINUTE - now)
      }
      if (oldestOfHour !== undefined && creations.length >= PACE.creationsPerHour) {
        waits.push(oldestOfHour + HOUR - now)
      }
    }
    return largest(waits, 0)
  }

  return {
    async admit(cost, signal) {
      for (let wait = delay(cost); wait > 0; wait = delay(cost)) {
        if (wait >= 1000) onWait(wait)
        await clock.sleep(wait, signal)
      }
      points.push({ at: clock.now(), cost: pointsOf(cost) })
      if (cost === 'create') creations.push(clock.now())
    },
    holdFor: (ms) => {
      heldUntil = Math.max(heldUntil, clock.now() + ms)
    },
  }
}

function pointsOf(cost: Cost): number {
  return cost === 'read' ? 1 : 5
}

/** Minimum seconds for so many creations. */
export function leastSeconds(creations: number): number {
  const hours = Math.max(0, Math.ceil(creations / PACE.creationsPerHour) - 1)
  const rest = creations - hours * PACE.creationsPerHour
  return hours * 3600 + Math.max(0, Math.ceil(rest / PACE.creationsPerMinute) - 1) * 60
}
