import type { Finding, ReleaseManifest, StartMeasurements } from '@exuvia/model'

/** What a page shows. Each optional part that is undefined is unknown, which the page says. */
export interface PageInput {
  readonly manifest: ReleaseManifest
  /** An earlier release to compare with. */
  readonly previous?: ReleaseManifest | undefined
  /** The distributions of the release with their licences. */
  readonly software?: readonly PageSoftware[] | undefined
  /** Licence and notice files by SHA-256; undefined as a value for what is no text or too long. */
  readonly texts?: ReadonlyMap<string, string> | undefined
  readonly findings?: PageFindings | undefined
  /** What the bytecode of an artifact gives away, by the artifact's file name. */
  readonly givesAway?: ReadonlyMap<string, GivesAway> | undefined
  /** Start-up times, where somebody measured them. */
  readonly start?: StartMeasurements | undefined
}

/** A distribution as the SBOM of the release describes it. */
export interface PageSoftware {
  readonly name: string
  readonly version: string
  /** SPDX expression, or the words of its metadata; undefined if unknown. */
  readonly license: string | undefined
  /** What the licence rests on, as the SBOM names it; empty if it does not. */
  readonly source: string
  /** `cp312-any`; the name of the source tarball too. */
  readonly targets: readonly string[]
  /** Its licence and notice files. */
  readonly texts: readonly { readonly path: string; readonly sha256: string }[]
}

export interface PageFindings {
  /** Of the build itself, or of its finished tarballs. */
  readonly of: 'build' | 'tarballs'
  readonly items: readonly Finding[]
}

/** Totals over the bytecode of an artifact. */
export interface GivesAway {
  readonly functions: number
  readonly classes: number
  readonly docstrings: number
  readonly names: number
  readonly strings: number
  /** Modules whose source ships. */
  readonly sources: number
  /** Paths outside the project that are in the bytecode. */
  readonly paths: readonly string[]
}
