/** One file of a finished archive, as far as a judge looks at it. */
export interface ArchiveFile {
  /** With `/`. */
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** Whether its owner may execute it. */
  readonly executable: boolean
  /** The first 64 bytes or so. */
  readonly head: Uint8Array
}
