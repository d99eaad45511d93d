import type { Listed } from './listing.ts'
import type { RemoteAsset, RemoteRelease } from './shapes.ts'

/** The existing release and its assets. */
export interface There {
  /** `unknown` if it could not be read. */
  readonly state: 'none' | 'draft' | 'published' | 'unknown'
  /** The repository's present name; undefined if it could not be read. */
  readonly repository: string | undefined
  readonly release: RemoteRelease | undefined
  readonly present: readonly RemoteAsset[]
  readonly superseded: Listed
  /** The draft's marker names exactly these bytes. */
  readonly ours: boolean
}

export const NOTHING_THERE: There = {
  state: 'unknown',
  repository: undefined,
  release: undefined,
  present: [],
  superseded: new Map(),
  ours: false,
}
