export interface VerifyOptions {
  /** A manifest from a place that is trusted, to compare with instead of the EXUVIA.json inside. */
  readonly manifest?: string | undefined
  /** Refuse a release on GitHub of which a file has no verified attestation. */
  readonly requireProvenance?: boolean | undefined
  /** A file with Sigstore's trusted root, or several, instead of the one that is kept up to date. */
  readonly trustedRoot?: string | undefined
}
