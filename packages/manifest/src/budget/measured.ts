import type { ManifestFile, ReleaseArtifact, ReleaseManifest } from '@exuvia/model'

/** A file of an artifact, as far as a budget looks at it. */
export type MeasuredFile = Pick<ManifestFile, 'path' | 'size' | 'ship' | 'distribution' | 'sourceSize'>

/** An artifact of a manifest, an archive of any origin, or an estimate of what a build would make. */
export interface MeasuredArtifact extends Pick<ReleaseArtifact, 'kind' | 'file' | 'target' | 'sizes'> {
  readonly files: readonly MeasuredFile[]
}

/** The last published release, or why nobody knows its sizes. */
export type Earlier =
  | { readonly kind: 'release'; readonly manifest: Pick<ReleaseManifest, 'version' | 'artifacts'> }
  | {
      readonly kind: 'none'
      readonly reason: string
      /** The same in a few words. */
      readonly short: string
      /** What to do about it; empty for nothing. */
      readonly advice: string
      /** Whether there is none, as before the first release. */
      readonly isFirst: boolean
    }

/** Which bytes of an artifact a limit counts. */
export type Measure = 'packed' | 'unpacked'
