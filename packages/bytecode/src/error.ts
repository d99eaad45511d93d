import { ExuviaError, type Message } from '@exuvia/model'

/** A problem in a bytecode file; its code begins with `bytecode-` and is in the catalogue. */
export class BytecodeError extends ExuviaError {
  /** Bytes from the start of the file (or of what was given). */
  readonly offset: number

  /** @param what names the offset among its arguments */
  constructor(what: Message) {
    super('refused', what)
    this.offset = Number(what.args['offset'] ?? 0)
  }
}

/** A problem with a value whose offset is not known yet; never leaves the package. */
export class MisplacedError extends Error {
  /** The message for the offset of the value. */
  readonly at: (offset: number) => Message

  constructor(at: (offset: number) => Message) {
    super(at(0).code)
    this.at = at
  }
}
