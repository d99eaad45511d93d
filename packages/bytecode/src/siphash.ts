/**
 * SipHash-c-d of `data` with the key (k0, k1), as 8 bytes little-endian
 * (Aumasson and Bernstein, "SipHash: a fast short-input PRF").
 */
export function siphash(
  compressionRounds: number,
  finalRounds: number,
  k0: bigint,
  k1: bigint,
  data: Uint8Array,
): Uint8Array {
  const state = new Uint32Array(8)
  setLane(state, 0, k0 ^ 0x736f6d6570736575n)
  setLane(state, 1, k1 ^ 0x646f72616e646f6dn)
  setLane(state, 2, k0 ^ 0x6c7967656e657261n)
  setLane(state, 3, k1 ^ 0x7465646279746573n)

  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const whole = data.length - (data.length % 8)
  for (let at = 0; at < whole; at += 8) {
    absorb(state, compressionRounds, view.getUint32(at, true), view.getUint32(at + 4, true))
  }
  const tail = new Uint8Array(8)
  tail.set(data.subarray(whole))
  tail[7] = data.length & 0xff
  const last = new DataView(tail.buffer)
  absorb(state, compressionRounds, last.getUint32(0, true), last.getUint32(4, true))

  state[4] = (state[4] ?? 0) ^ 0xff
  rounds(state, finalRounds)
  const result = new Uint8Array(8)
  const out = new DataView(result.buffer)
  out.setUint32(0, lane(state, 0) ^ lane(state, 2) ^ lane(state, 4) ^ lane(state, 6), true)
  out.setUint32(4, lane(state, 1) ^ lane(state, 3) ^ lane(state, 5) ^ lane(state, 7), true)
  return result
}

/** The four 64-bit words lie as low and high halves: v0 at 0 and 1, v1 at 2 and 3, and so on. */
function setLane(state: Uint32Array, index: number, value: bigint): void {
  state[index * 2] = Number(value & 0xffffffffn)
  state[index * 2 + 1] = Number((value >> 32n) & 0xffffffffn)
}

function lane(state: Uint32Array, index: number): number {
  return state[index] ?? 0
}

function absorb(state: Uint32Array, count: number, low: number, high: number): void {
  state[6] = lane(state, 6) ^ low
  state[7] = lane(state, 7) ^ high
  rounds(state, count)
  state[0] = lane(state, 0) ^ low
  state[1] = lane(state, 1) ^ high
}

/** SipRounds on 32-bit halves: 64-bit BigInt arithmetic would be some fifty times slower. */
function rounds(state: Uint32Array, count: number): void {
  let a = lane(state, 0)
  let A = lane(state, 1)
  let b = lane(state, 2)
  let B = lane(state, 3)
  let c = lane(state, 4)
  let C = lane(state, 5)
  let d = lane(state, 6)
  let D = lane(state, 7)
  let t = 0
  for (let i = 0; i < count; i += 1) {
    // v0 += v1; v1 = rotl(v1, 13) ^ v0; v0 = rotl(v0, 32)
    t = (a >>> 0) + (b >>> 0)
    A = (A + B + (t > 0xffffffff ? 1 : 0)) | 0
    a = t | 0
    t = ((b << 13) | (B >>> 19)) ^ a
    B = ((B << 13) | (b >>> 19)) ^ A
    b = t
    t = a
    a = A
    A = t
    // v2 += v3; v3 = rotl(v3, 16) ^ v2
    t = (c >>> 0) + (d >>> 0)
    C = (C + D + (t > 0xffffffff ? 1 : 0)) | 0
    c = t | 0
    t = ((d << 16) | (D >>> 16)) ^ c
    D = ((D << 16) | (d >>> 16)) ^ C
    d = t
    // v0 += v3; v3 = rotl(v3, 21) ^ v0
    t = (a >>> 0) + (d >>> 0)
    A = (A + D + (t > 0xffffffff ? 1 : 0)) | 0
    a = t | 0
    t = ((d << 21) | (D >>> 11)) ^ a
    D = ((D << 21) | (d >>> 11)) ^ A
    d = t
    // v2 += v1; v1 = rotl(v1, 17) ^ v2; v2 = rotl(v2, 32)
    t = (c >>> 0) + (b >>> 0)
    C = (C + B + (t > 0xffffffff ? 1 : 0)) | 0
    c = t | 0
    t = ((b << 17) | (B >>> 15)) ^ c
    B = ((B << 17) | (b >>> 15)) ^ C
    b = t
    t = c
    c = C
    C = t
  }
  state[0] = a
  state[1] = A
  state[2] = b
  state[3] = B
  state[4] = c
  state[5] = C
  state[6] = d
  state[7] = D
}
