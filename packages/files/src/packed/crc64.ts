const { high: HIGH, low: LOW } = makeTable()

/** CRC-64 of ECMA-182, as the xz format uses it: least significant bit first, inverted. */
export class Crc64 {
  private high = 0xffffffff
  private low = 0xffffffff

  add(bytes: Uint8Array): void {
    let { high, low } = this
    for (let at = 0; at < bytes.length; at += 1) {
      const index = (low ^ (bytes[at] ?? 0)) & 0xff
      low = ((low >>> 8) | (high << 24)) ^ (LOW[index] ?? 0)
      high = (high >>> 8) ^ (HIGH[index] ?? 0)
    }
    this.high = high
    this.low = low
  }

  /** Eight bytes, the lowest first. */
  digest(): Buffer {
    const bytes = Buffer.alloc(8)
    bytes.writeUInt32LE(~this.low >>> 0, 0)
    bytes.writeUInt32LE(~this.high >>> 0, 4)
    return bytes
  }
}

function makeTable(): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const high = new Uint32Array(256)
  const low = new Uint32Array(256)
  for (let index = 0; index < 256; index += 1) {
    let [up, down] = [0, index]
    for (let bit = 0; bit < 8; bit += 1) {
      const odd = (down & 1) === 1
      down = (down >>> 1) | (up << 31)
      up >>>= 1
      if (odd) {
        down ^= 0xd7870f42
        up ^= 0xc96c5795
      }
    }
    high[index] = up
    low[index] = down
  }
  return { high, low }
}
