/** Packs bits into bytes, the lowest first (RFC 1951, 3.1.1). */
export class BitWriter {
  #bytes = new Uint8Array(64 * 1024)
  #size = 0
  #pending = 0
  #pendingBits = 0

  /** Bits written so far. */
  get bits(): number {
    return this.#size * 8 + this.#pendingBits
  }

  /** @param count 0 to 16 */
  write(value: number, count: number): void {
    this.#pending |= value << this.#pendingBits
    this.#pendingBits += count
    while (this.#pendingBits >= 8) {
      if (this.#size === this.#bytes.length) this.#reserve(1)
      this.#bytes[this.#size] = this.#pending
      this.#size += 1
      this.#pending >>>= 8
      this.#pendingBits -= 8
    }
  }

  /** Writes zero bits up to the next whole byte. */
  align(): void {
    this.write(0, -this.#pendingBits & 7)
  }

  /** Appends whole bytes; only after `align`. */
  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#size)
    this.#size += bytes.length
  }

  /** Returns everything written, padded to a whole byte. */
  finish(): Uint8Array<ArrayBuffer> {
    this.align()
    return this.#bytes.slice(0, this.#size)
  }

  #reserve(count: number): void {
    if (this.#size + count <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#size + count))
    larger.set(this.#bytes.subarray(0, this.#size))
    this.#bytes = larger
  }
}
