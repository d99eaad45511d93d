/** A file that a lock names, as this package needs it. */
export interface RemoteFile {
  /** Safe as the name of a file in a folder. */
  readonly filename: string
  /** It may contain credentials. */
  readonly url: string | undefined
  /** A file of this machine, in place of an address. */
  readonly path: string | undefined
  /** Algorithm → lower-case hex. */
  readonly hashes: Readonly<Record<string, string>>
  /** Bytes. */
  readonly size: number | undefined
  /** The reason for which its index withdrew it (PEP 592). */
  readonly yanked?: string | undefined
}

/** The address's host, for messages. */
export function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : 'the address'
}
