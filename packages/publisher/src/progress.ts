import { Failure } from '@exuvia/network'
import { getAsset, listAssets } from './api-assets.ts'
import type { GitHub } from './github.ts'
import type { RemoteAsset } from './shapes.ts'

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

/**
 * Returns the existing assets: the listed ones, and those of this run that the list does not show
 * yet, each read by its id.
 * @throws ReleaseGone
 */
export async function presentAssets(
  github: GitHub,
  release: number,
  progress: Progress,
): Promise<RemoteAsset[]> {
  const listed = await listOrGone(github, release)
  const ids = new Set(listed.map((asset) => asset.id))
  const present = listed.filter((asset) => !progress.gone.has(asset.id))
  for (const id of progress.placed.keys()) {
    if (ids.has(id) || progress.gone.has(id)) continue
    const asset = await getAsset(github, id)
    if (asset === undefined) progress.placed.delete(id)
    else present.push(asset)
  }
  return present
}

async function listOrGone(github: GitHub, release: number): Promise<RemoteAsset[]> {
  try {
    return await listAssets(github, release)
  } catch (error) {
    if (error instanceof Failure && error.status === 404) throw new ReleaseGone('the release is gone')
    throw error
  }
}
