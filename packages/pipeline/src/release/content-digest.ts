import { createHash } from 'node:crypto'

const OF_NOTHING = createHash('sha256').digest('hex')

/** The SHA-256 of a content that comes in pieces. A hostile archive has thousands of entries without any. */
export function contentDigest(): {
  readonly update: (piece: Uint8Array) => void
  /** Lower-case hex. Nothing follows it. */
  readonly hex: () => string
} {
  let hash: ReturnType<typeof createHash> | undefined
  return {
    update: (piece) => void (hash ??= createHash('sha256')).update(piece),
    hex: () => hash?.digest('hex') ?? OF_NOTHING,
  }
}
