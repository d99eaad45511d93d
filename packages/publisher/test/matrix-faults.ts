import type { Fault, Lag } from '@exuvia/github-twin'

/** The end of the process. */
export type Kill = { readonly kind: 'kill'; readonly at: 'before' | 'during' | 'after' }

const SLOW_DOWN = 'You have exceeded a secondary rate limit'

/** As GitHub refuses to make a tag at a commit with other workflow files, and names what it would need. */
export const NO_WORKFLOWS: Fault = {
  kind: 'status',
  status: 403,
  message: 'Resource not accessible by integration',
  headers: { 'x-accepted-github-permissions': 'contents=write; contents=write,workflows=write' },
}

/** How lists lag, in turn: not at all, all, and either of the two that show assets. */
export const LAGS: readonly Partial<Lag>[] = [
  {},
  { list: 3000, assets: 2000 },
  { assets: 9000, embedded: 0 },
  { assets: 0, embedded: 9000 },
]

/** What any request may meet. */
export const ANY: Readonly<Record<string, Fault | Kill>> = {
  refused: { kind: 'refuse' },
  'reset before': { kind: 'reset-before' },
  'reset after it took effect': { kind: 'reset-after' },
  '503': { kind: 'status', status: 503 },
  '502 after it took effect': { kind: 'status', status: 502, tookEffect: true },
  '403 with retry-after': { kind: 'status', status: 403, retryAfter: 60, message: SLOW_DOWN },
  '403 with the permissions that are missing': NO_WORKFLOWS,
  truncated: { kind: 'truncate' },
  'stalled before': { kind: 'stall', at: 'start' },
  'stalled after it took effect': { kind: 'stall', at: 'answer' },
  'killed before': { kind: 'kill', at: 'before' },
  'killed after it took effect': { kind: 'kill', at: 'after' },
}

/** What only an upload may meet. */
export const UPLOADS: Readonly<Record<string, Fault | Kill>> = {
  '502 with starter': { kind: 'starter' },
  'cut off midway': { kind: 'reset-midway' },
  'stalled midway': { kind: 'stall', at: 'body' },
  corrupted: { kind: 'corrupt' },
  'killed midway': { kind: 'kill', at: 'during' },
}

export const CORE = new Set([
  'reset before',
  'reset after it took effect',
  'truncated',
  '403 with the permissions that are missing',
  'killed before',
  'killed after it took effect',
  '502 with starter',
  'corrupted',
  'killed midway',
])
