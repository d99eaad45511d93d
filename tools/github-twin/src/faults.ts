/** Which requests a fault meets. All that is given must fit. */
export interface FaultMatcher {
  readonly host?: 'api' | 'uploads' | 'web' | 'store'
  readonly method?: string
  /** GitHub's name of the operation: `repos/upload-release-asset`. */
  readonly operation?: string
  /** On the path with its query. */
  readonly path?: RegExp
}

/**
 * What goes wrong:
 * - `refuse`: the connection breaks before anything is read.
 * - `reset-before`: the request is read, and the connection breaks; nothing was done.
 * - `reset-midway`: the connection breaks in the middle of the body; an upload leaves a `starter`.
 * - `reset-after`: it is done, and the answer is lost.
 * - `status`: an error answer, before or after it took effect.
 * - `starter`: 502 for an upload, which leaves a `starter` asset.
 * - `truncate`: it is done, and the JSON answer is cut off, with a Content-Length that fits what is left.
 * - `stall`: nothing more comes: before the body is read, in the midst of it, or instead of the answer.
 * - `alter`: it is done, and the JSON answer says something else, as that of a hostile server.
 * - `flood`: it is done, and the answer is a JSON text of so many bytes, compressed.
 * - `corrupt`: other bytes are stored than were sent, or sent than are stored.
 * - `delay`: waits first.
 * - `call`: a function of the test's is awaited before it took effect, in the midst of its body, or after.
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
  /** The first matching request that it meets, from 1; 1 where it is not given. */
  readonly from?: number
  /** How many requests it meets; 1 where it is not given. */
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
  /** Rules that met fewer requests than they were to. */
  pending(): number
}

interface Armed {
  readonly rule: FaultRule
  seen: number
  left: number
}

/** The book of faults; `meet` counts a request and says what happens to it. */
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
