import type { LicenseInfo, TarballManifest } from '@exuvia/model'

/** A distribution inside an archive, as its `.dist-info` describes it. */
export interface ForeignDistribution {
  /** In its own spelling. */
  readonly name: string
  /** PEP 503. */
  readonly normalizedName: string
  readonly license: LicenseInfo
  /** Paths in the archive, from its RECORD; undefined if all files are its own. */
  readonly files: ReadonlySet<string> | undefined
  /** Whether its WHEEL says that it is for any platform. */
  readonly isPure?: boolean
}

/** Facts of an archive besides its files. */
export interface ForeignContext {
  /** File name. */
  readonly artifact: string
  /** Its EXUVIA.json, if it has one; its decisions apply without a given policy. */
  readonly manifest?: TarballManifest | undefined
  readonly distributions?: readonly ForeignDistribution[] | undefined
}
