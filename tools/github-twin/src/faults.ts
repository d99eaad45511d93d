/** The requests that a fault meets. All given fields must match. */
export interface FaultMatcher {
  readonly host?: 'api' | 'uploads' | 'web' | 'store'
  readonly method?: string
  /** GitHub's name of the operation: `repos/upload-release-asset`. */
  readonly operation?: string
  /** Matches the path with its query. */
  readonly path?: RegExp
}

/**
 * What goes wrong:
 * - `refuse`: the connection breaks before the twin reads anything.
 * - `reset-before`: the twin reads the request, and the connection breaks; nothing takes effect.
 * - `reset-midway`: the connection breaks in the middle of the body; an upload leaves a `starter`.
 * - `reset-after`: it takes effect, and the answer is lost.
 * - `status`: an error answer, before or after it takes effect.
 * - `starter`: 502 for an upload, which leaves a `starter` asset.
 * - `truncate`: it takes effect, and the JSON answer is cut off, with a Content-Length that fits the rest.
 * - `stall`: the twin stops: before the body, in the middle of it, or instead of the answer.
 * - `alter`: it takes effect, and the JSON answer differs, as a hostile server's does.
 * - `flood`: it takes effect, and the answer is a JSON text of that many bytes, compressed.
 * - `corrupt`: the stored bytes differ from those received, or the sent bytes from those stored.
 * - `delay`: the twin waits first.
 * - `call`: the twin awaits a function of the test before the effect, in the middle of the body, or after.
 */
export type Fault =
  | {
      readonly kind:
        | 'refuse'
        | 'reset-before'
        | 'reset-midway'
        | 'reset-after'
        | 'starter'
        | 'truncate'
        | 'corrupt'
    }
  | {
      readonly kind: 'status'
      readonly status: number
      /** Seconds. */
      readonly retryAfter?: number
      readonly message?: string
      readonly headers?: Readonly<Record<string, string>>
      readonly tookEffect?: boolean
    }
  | { readonly kind: 'stall'; readonly at: 'start' | 'body' | 'answer' }
  | { readonly kind: 'delay'; readonly ms: number }
  | {
      readonly kind: 'alter'
      readonly change: (body: unknown) => unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'flood'; readonly bytes: number }
  | {
      readonly kind: 'call'
      readonly at: 'before' | 'during' | 'after'
      readonly run: () => void | Promise<void>
    }

export interface FaultRule {
  readonly when?: FaultMatcher
  /** The first matching request that it meets, from 1. Default: 1. */
  readonly from?: number
  /** How many requests it meets. Default: 1. */
  readonly times?: number
  readonly fault: Fault
}

/** A request as matchers see it. */
export interface Seen {
  readonly host: 'api' | 'uploads' | 'web' | 'store'
  readonly method: string
  readonly operation: string
  /** With the query. */
  readonly path: string
}

export interface Faults {
  add(rule: FaultRule): void
  clear(): void
  /** Rules that met fewer requests than expected. */
  pending(): number
}

interface Armed {
  readonly rule: FaultRule
  seen: number
  left: number
}

/** All faults; `meet` counts a request and returns the faults that it meets. */
export function createFaults(): Faults & { meet(request: Seen): readonly Fault[] } {
  let armed: Armed[] = []
  return {
    add: (rule) => {
      armed.push({ rule, seen: 0, left: rule.times ?? 1 })
    },
    clear: () => {
      armed = []
    },
    pending: () => armed.filter((each) => each.left > 0).length,
    meet(request) {
      const met: Fault[] = []
      for (const each of armed) {
        if (each.left === 0 || !fits(each.rule.when ?? {}, request)) continue
        each.seen += 1
        if (each.seen < (each.rule.from ?? 1)) continue
        each.left -= 1
        met.push(each.rule.fault)
      }
      return met
    },
  }
}

function fits(matcher: FaultMatcher, request: Seen): boolean {
  return (
    (matcher.host === undefined || matcher.host === request.host) &&
    (matcher.method === undefined || matcher.method === request.method) &&
    (matcher.operation === undefined || matcher.operation === request.operation) &&
    (matcher.path === undefined || matcher.path.test(request.path))
  )
}
