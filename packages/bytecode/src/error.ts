import { ExuviaError } from '@exuvia/model'

/**
 * A problem in a bytecode file. Codes:
 * - `bytecode-truncated`: the file ends inside a value.
 * - `bytecode-bad-type`: a type code that this version does not have, or not here.
 * - `bytecode-bad-size`: a size that is negative or larger than the rest.
 * - `bytecode-bad-value`: a number, text or float that Python would not load.
 * - `bytecode-bad-reference`: a reference to nothing, or to an enclosing value.
 * - `bytecode-too-deep`: values nested deeper than Python loads.
 * - `bytecode-too-large`: sets that take too long to sort; no real file comes near.
 * - `bytecode-cyclic`: a value that contains itself, which has no canonical form.
 * - `bytecode-unsupported`: a magic number with an unknown layout.
 */
export class BytecodeError extends ExuviaError {
  /** Bytes from the start of the file (or of what was given). */
  readonly offset: number

  constructor(code: string, offset: number, message: string, hint?: string) {
    super('refused', code, `${message} (at offset ${offset})`, hint === undefined ? {} : { hint })
    this.offset = offset
  }
}

/** A problem with a value whose offset is not known yet; never leaves the package. */
export class MisplacedError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
