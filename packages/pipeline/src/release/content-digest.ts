import { createHash, hash } from 'node:crypto'

/**
 * The SHA-256 of a content that comes in pieces. Most files of an archive are one piece, which costs less in one
 * step.
 */
export function contentDigest(): {
  /** The piece must not change before `hex`. */
  readonly update: (piece: Uint8Array) => void
  /** Lower-case hex. Nothing follows it. */
  readonly hex: () => string
} {
  let first: Uint8Array | undefined
  let pieces: ReturnType<typeof createHash> | undefined
  return {
    update(piece) {
      if (first === undefined) first = piece
      else (pieces ??= createHash('sha256').update(first)).update(piece)
    },
    hex: () => pieces?.digest('hex') ?? hash('sha256', first ?? '', 'hex'),
  }
}
