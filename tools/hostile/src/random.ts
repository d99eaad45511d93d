/** Numbers from 0 up to 1, the same ones for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Copies of a file in which one to three bytes differ; the same ones in every run. */
export function mutated(bytes: Buffer, count: number): Buffer[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = randomFrom(seed + 1)
    const copy = Buffer.from(bytes)
    const changes = 1 + Math.floor(random() * 3)
    for (let change = 0; change < changes; change += 1) {
      copy[Math.floor(random() * copy.length)] = Math.floor(random() * 256)
    }
    return copy
  })
}
