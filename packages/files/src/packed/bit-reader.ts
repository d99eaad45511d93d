/** Takes bits, the highest of each byte first, from bytes that were fetched before. */
export class BitReader {
  private readonly source: AsyncIterator<Uint8Array>
  private bytes: Uint8Array = new Uint8Array(0)
  /** In bits. */
  private at = 0
  private isDone = false

  constructor(source: AsyncIterator<Uint8Array>) {
    this.source = source
  }

  /** Fetches until at least `size` bytes are there, or the end of the source. */
  async fill(size: number): Promise<void> {
    const rest = this.bytes.subarray(Math.min(this.at >>> 3, this.bytes.length))
    if (this.isDone || rest.length >= size) return
    this.at &= 7
    const parts = [rest]
    let { length } = rest
    // Twice as much, so that the rest is copied seldom.
    while (length < size * 2) {
      const next = await this.source.next()
      if (next.done === true) {
        this.isDone = true
        break
      }
      parts.push(next.value)
      length += next.value.length
    }
    this.bytes = Buffer.concat(parts, length)
  }

  /** The next bit; 0 beyond the end. */
  one(): 0 | 1 {
    const { at } = this
    this.at = at + 1
    return (((this.bytes[at >>> 3] ?? 0) >>> (7 - (at & 7))) & 1) as 0 | 1
  }

  /** A number of up to 32 bits; beyond the end they are 0. */
  take(count: number): number {
    let value = 0
    for (let left = count; left > 0; left -= 1) value = value * 2 + this.one()
    return value
  }

  /** Goes on to the next byte. */
  align(): void {
    this.at = (this.at + 7) & ~7
  }

  isAtEnd(): boolean {
    return this.at >>> 3 >= this.bytes.length
  }

  /** Whether bits were taken that the source did not have. */
  isBeyondEnd(): boolean {
    return this.at > this.bytes.length * 8
  }
}
