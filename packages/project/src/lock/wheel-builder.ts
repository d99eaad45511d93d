import type { LockedFile } from './lock.ts'

/** Something that a wheel can be built from. */
export interface BuildSource {
  /** What is built, for messages: `tern 1.0`. */
  readonly what: string
  readonly from:
    /** A source distribution or another archive, which the store brings. */
    | { readonly kind: 'archive'; readonly file: LockedFile }
    | { readonly kind: 'git'; readonly repository: string; readonly commit: string }
    /** A folder of this machine, absolute. */
    | { readonly kind: 'folder'; readonly path: string }
  /** The folder of it that has the package. */
  readonly subdirectory: string | undefined
}

/** Builds the wheels of a lock's sources. The pipeline makes one; a test may bring its own. */
export interface WheelBuilder {
  /** Finds wheels that an earlier build made of exactly this source; absolute paths. Runs nothing. */
  readonly known: (source: BuildSource) => Promise<readonly string[]>
  /** Whether the command builds; if not, only `known` is asked. */
  readonly mayBuild: boolean
  /** The interpreter of a runtime on this machine; undefined if there is none. */
  readonly pythonFor: (runtime: string) => Promise<string | undefined>
  /**
   * Builds a wheel with its backend.
   * @param archive where the file of an archive is
   * @param python the interpreter; undefined for the tool's choice
   * @returns the absolute path of the wheel
   * @throws usage error `no-build-tool`; outside errors `backend-failed`, `wheel-offline`, `git-failed`
   */
  readonly build: (
    source: BuildSource,
    archive: string | undefined,
    python: string | undefined,
  ) => Promise<string>
}
