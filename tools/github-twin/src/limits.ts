import type { Clock } from './clock.ts'

/** GitHub's limits; see its pages on rate limits and on releases. */
export interface Limits {
  /** An asset is smaller than this many bytes. */
  readonly assetBytes: number
  readonly assetsPerRelease: number
  /** Of a list, whatever the request says. */
  readonly itemsPerPage: number
  /** Requests per hour with a token. */
  readonly requestsPerHour: number
  /** Requests per hour without one. */
  readonly anonymousPerHour: number
  readonly concurrent: number
  /** A read costs 1, a write 5. */
  readonly pointsPerMinute: number
  readonly creationsPerMinute: number
  readonly creationsPerHour: number
}

export const GITHUB_LIMITS: Limits = {
  assetBytes: 2 ** 31,
  assetsPerRelease: 1000,
  itemsPerPage: 100,
  requestsPerHour: 1000,
  anonymousPerHour: 60,
  concurrent: 100,
  pointsPerMinute: 900,
  creationsPerMinute: 80,
  creationsPerHour: 500,
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

export interface Admission {
  readonly refused: 'primary' | 'secondary' | undefined
  /** Seconds; secondary limits only. */
  readonly retryAfter: number
  /** `x-ratelimit-*`. */
  readonly headers: Readonly<Record<string, string>>
}

export interface RateLimiter {
  admit(who: string, cost: { readonly write: boolean; readonly creation: boolean }, active: number): Admission
  /** The primary limit unchanged, without counting. */
  look(who: string): { limit: number; used: number; remaining: number; reset: number }
}

interface Meter {
  windowEnds: number
  used: number
  /** Times (ms) and points of the last minute; of creations, of the last hour. */
  points: { readonly at: number; readonly cost: number }[]
  creations: number[]
}

/** Counts requests as GitHub does: a fixed hour for the primary limit, sliding windows for the secondary ones. */
export function createRateLimiter(clock: Clock, limits: Limits): RateLimiter {
  const meters = new Map<string, Meter>()

  const meterOf = (who: string): Meter => {
    const now = clock.now()
    const meter = meters.get(who) ?? { windowEnds: now + HOUR, used: 0, points: [], creations: [] }
    meters.set(who, meter)
    if (now >= meter.windowEnds) {
      meter.windowEnds = now + HOUR
      meter.used = 0
    }
    meter.points = meter.points.filter((entry) => entry.at > now - MINUTE)
    meter.creations = meter.creations.filter((at) => at > now - HOUR)
    return meter
  }
  const look: RateLimiter['look'] = (who) => {
    const meter = meterOf(who)
    const limit = who === '' ? limits.anonymousPerHour : limits.requestsPerHour
    const used = Math.min(meter.used, limit)
    return { limit, used, remaining: limit - used, reset: Math.ceil(meter.windowEnds / 1000) }
  }
  const headersOf = (who: string): Record<string, string> => {
    const { limit, used, remaining, reset } = look(who)
    return {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(remaining),
      'x-ratelimit-used': String(used),
      'x-ratelimit-reset': String(reset),
      'x-ratelimit-resource': 'core',
    }
  }

  return {
    look,
    admit(who, cost, active) {
      const now = clock.now()
      const meter = meterOf(who)
      if (look(who).remaining === 0) return { refused: 'primary', retryAfter: 0, headers: headersOf(who) }
      const wait = secondaryWait(meter, limits, cost, active, now)
      meter.used += 1
      if (wait > 0) {
        return { refused: 'secondary', retryAfter: Math.ceil(wait / 1000), headers: headersOf(who) }
      }
      meter.points.push({ at: now, cost: cost.write ? 5 : 1 })
      if (cost.creation) meter.creations.push(now)
      return { refused: undefined, retryAfter: 0, headers: headersOf(who) }
    },
  }
}

/** Milliseconds until the limit allows the request; 0: now. */
function secondaryWait(
  meter: Meter,
  limits: Limits,
  cost: { readonly write: boolean; readonly creation: boolean },
  active: number,
  now: number,
): number {
  if (active > limits.concurrent) return MINUTE
  const spent = meter.points.reduce((sum, entry) => sum + entry.cost, 0)
  const first = meter.points[0]
  if (first !== undefined && spent + (cost.write ? 5 : 1) > limits.pointsPerMinute) {
    return first.at + MINUTE - now
  }
  if (!cost.creation) return 0
  const lastMinute = meter.creations.filter((at) => at > now - MINUTE)
  if (lastMinute.length >= limits.creationsPerMinute) return (lastMinute[0] ?? now) + MINUTE - now
  if (meter.creations.length >= limits.creationsPerHour) return (meter.creations[0] ?? now) + HOUR - now
  return 0
}
