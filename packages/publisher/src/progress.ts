import type { RemoteAsset, RemoteRelease } from './shapes.ts'

/** The changes and observations of this run so far. */
export interface Progress {
  /** Names whose bytes were sent and are in place. */
  readonly uploaded: Set<string>
  /** Names that had other bytes before. */
  readonly replaced: Set<string>
  /** Names of an earlier build that this run removed. */
  readonly removed: Set<string>
  /** Ids of assets that this run sent. */
  readonly sent: Set<number>
  /** Assets that the server confirmed to this run, by id: lists may not show them yet. */
  readonly placed: Map<number, RemoteAsset>
  /** Ids of assets that this run deleted: lists may still show them. */
  readonly gone: Set<number>
  /** Digests found by downloading: id → lower-case hex. */
  readonly hashed: Map<number, string>
  /** Lists of builds that this run has read: id → name → digest. */
  readonly listings: Map<number, ReadonlyMap<string, string>>
  /** Name on the release → uploads that failed in this run, and the last one's reason. */
  readonly failures: Map<string, { readonly count: number; readonly reason: string }>
  /** Ids of releases that this run created. */
  readonly created: Set<number>
  /** Releases whose own list of assets this run has used. */
  readonly read: WeakSet<RemoteRelease>
  /** Names of wanted files that are known to be missing on the release. */
  readonly absent: Set<string>
  /** Names of wanted files that the server called taken: something has them, whatever the lists say. */
  readonly taken: Set<string>
  /** Names on the release whose upload had no clear answer. */
  readonly unclear: Set<string>
  /** How many assets the last look took from this run's own answers. */
  trusted: number
  changed: boolean
}

export function newProgress(): Progress {
  return {
    uploaded: new Set(),
    replaced: new Set(),
    removed: new Set(),
    sent: new Set(),
    placed: new Map(),
    gone: new Set(),
    hashed: new Map(),
    listings: new Map(),
    failures: new Map(),
    created: new Set(),
    read: new WeakSet(),
    absent: new Set(),
    taken: new Set(),
    unclear: new Set(),
    trusted: 0,
    changed: false,
  }
}

/** The release no longer exists or changed: restart from the search. */
export class ReleaseGone extends Error {}

/** @returns how often an upload under that name has failed */
export function countFailure(progress: Progress, name: string, reason: string): number {
  const count = (progress.failures.get(name)?.count ?? 0) + 1
  progress.failures.set(name, { count, reason })
  return count
}
