/** What is wrong with compressed data; the reader adds the file's name. */
export class PackedError extends Error {
  /** `cut-off`: it ends too early. `unsupported`: correct, but not read by Exuvia. */
  readonly reason: 'cut-off' | 'damaged' | 'unsupported'

  constructor(reason: PackedError['reason'], message: string, cause?: unknown) {
    super(message, { cause })
    this.reason = reason
  }
}

/** Data that ends too early. */
export function cutOff(): PackedError {
  return new PackedError('cut-off', 'its compressed data ends too early')
}

/** Data that contradicts its format. */
export function damaged(what: string): PackedError {
  return new PackedError('damaged', what)
}

/** Correct data that Exuvia does not read. */
export function unsupported(what: string): PackedError {
  return new PackedError('unsupported', `it uses ${what}`)
}
