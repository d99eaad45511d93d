import { message } from '@exuvia/model'
import { BytecodeError } from './error.ts'

/** Reads numbers and sizes of a marshal stream, each checked against the remaining bytes. */
export class RawReader {
  at: number
  protected readonly bytes: Uint8Array

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes
    this.at = at
  }

  protected u8(): number {
    const byte = this.bytes[this.at]
    if (byte === undefined) throw this.truncated('a size', 1)
    this.at += 1
    return byte
  }

  protected i32(): number {
    const { bytes, at } = this
    if (at + 4 > bytes.length) throw this.truncated('a number', 4)
    this.at = at + 4
    return (
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    )
  }

  protected size(): number {
    const at = this.at
    const size = this.i32()
    if (size < 0) throw new BytecodeError(message('bytecode-bad-size', { offset: at, size }))
    return size
  }

  /** The payload of `l`: a signed count of 15-bit digits, and the digits in 2 bytes each. */
  protected longSize(): number {
    const at = this.at
    const count = this.i32()
    this.at = at
    const digits = Math.abs(count)
    const length = 4 + 2 * digits
    if (at + length > this.bytes.length) throw this.truncated(`a number of ${digits} digits`, length)
    for (let i = 0; i < digits; i += 1) {
      const high = this.bytes[at + 5 + 2 * i] as number
      if (high > 0x7f) {
        throw new BytecodeError(
          message('bytecode-bad-value', {
            offset: at + 4 + 2 * i,
            reason: 'a digit of a number is above 32767',
          }),
        )
      }
      if (i === digits - 1 && high === 0 && this.bytes[at + 4 + 2 * i] === 0) {
        throw new BytecodeError(
          message('bytecode-bad-value', {
            offset: at + 4 + 2 * i,
            reason: 'the highest digit of a number is 0',
          }),
        )
      }
    }
    return length
  }

  /** Relative end of a text float (length byte, text) that starts `skip` bytes from here. */
  protected textFloatSize(skip: number): number {
    const length = this.bytes[this.at + skip]
    if (length === undefined) throw this.truncated('a float', skip + 1)
    return skip + 1 + length
  }

  protected truncated(what: string, wanted: number): BytecodeError {
    return new BytecodeError(
      message('bytecode-truncated', {
        offset: this.at,
        reason: `${what} needs ${wanted} bytes, ${Math.max(0, this.bytes.length - this.at)} are left`,
      }),
    )
  }
}
