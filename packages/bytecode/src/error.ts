import { ExuviaError } from '@exuvia/model'

/**
 * What is wrong with a file of bytecode. Codes:
 * - `bytecode-truncated`: the file ends inside a value.
 * - `bytecode-bad-type`: a type code that this version does not have, or not here.
 * - `bytecode-bad-size`: a size that is negative or larger than what is left.
 * - `bytecode-bad-value`: a number, text or float that Python would not load.
 * - `bytecode-bad-reference`: a reference to nothing, or to a value that holds it.
 * - `bytecode-too-deep`: values nested deeper than Python loads.
 * - `bytecode-too-large`: sets that take too long to put in order; no real file comes near.
 * - `bytecode-cyclic`: a value that holds itself, which has no canonical form.
 * - `bytecode-unsupported`: a magic number whose layout is not known.
 */
export class BytecodeError extends ExuviaError {
  /** Bytes from the start of the file (or of what was given). */
  readonly offset: number

  constructor(code: string, offset: number, message: string, hint?: string) {
    super('refused', code, `${message} (at offset ${offset})`, hint === undefined ? {} : { hint })
    this.offset = offset
  }
}

/** What is wrong with a value, before it is known where in the file it stands; never leaves the package. */
export class MisplacedError extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}
