export interface VerifyOptions {
  /** A manifest from a trusted place, to compare with instead of the EXUVIA.json inside. */
  readonly manifest?: string | undefined
  /** Refuse a release on GitHub if a file has no verified attestation. */
  readonly requireProvenance?: boolean | undefined
  /** A file with one or several Sigstore trusted roots, instead of the one that updates itself. */
  readonly trustedRoot?: string | undefined
  /** Make no request: verify a folder by the Sigstore bundle in it. */
  readonly offline?: boolean | undefined
  /** `owner/name`, whose attestation a folder should have. */
  readonly repository?: string | undefined
  /** Accept attestations of this workflow only: `OWNER/NAME/.github/workflows/x.yml`, with `@refs/…` or without. */
  readonly signerWorkflow?: string | undefined
  /** Accept attestations of workflows that ran at this ref only: `refs/heads/main`. */
  readonly sourceRef?: string | undefined
}
