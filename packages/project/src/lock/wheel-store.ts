import type { LockedFile } from './lock.ts'

/** A release whose files only an index can list. */
export interface ListRequest {
  readonly name: string
  readonly version: string
  /** `sha256:<hex>`: the digests that a file may have. */
  readonly digests: readonly string[]
  /** The lock's own indexes, which may contain credentials; undefined for the configured one. */
  readonly index: string | undefined
  readonly extraIndexes: readonly string[]
}

/** Brings the files of a lock to this machine. The pipeline makes one; a test may bring its own. */
export interface WheelStore {
  /** The absolute path at which a file is, or will be once it is brought. */
  readonly placeOf: (file: LockedFile) => string
  /**
   * Brings files to their places and compares their digests.
   * @param lock the lock's name, for messages
   * @throws outside errors `download-failed`, `wheel-offline`; refusal `wheel-digest`
   */
  readonly bring: (files: readonly LockedFile[], lock: string) => Promise<void>
  /**
   * Asks the indexes for the files of releases.
   * @returns in the order of the requests
   * @throws outside errors `index-failed`, `wheel-offline`
   */
  readonly list: (
    requests: readonly ListRequest[],
    lock: string,
  ) => Promise<readonly (readonly LockedFile[])[]>
  /**
   * Asks the indexes which files of releases they withdrew (PEP 592).
   * @returns in the order of the requests: the reasons by file name; undefined if the index does not answer
   */
  readonly withdrawn: (
    requests: readonly ListRequest[],
  ) => Promise<readonly (ReadonlyMap<string, string> | undefined)[]>
}

/** The indexes that a project names for uv (`[[tool.uv.index]]`): credentials in the environment belong to their names. */
export interface NamedIndex {
  readonly name: string | undefined
  readonly url: string
}
