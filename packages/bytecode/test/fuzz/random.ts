/** Random numbers from a seed and a case's number, so that any case can be repeated. */
export class Random {
  private state: number

  constructor(seed: number, index: number) {
    this.state = (Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)) | 0
    for (let i = 0; i < 3; i += 1) this.next()
  }

  /** From 0 to below `below`. */
  below(below: number): number {
    return Math.floor((this.next() / 2 ** 32) * below)
  }

  pick<T>(items: ArrayLike<T>): T {
    return items[this.below(items.length)] as T
  }

  /** splitmix32. */
  private next(): number {
    this.state = (this.state + 0x9e3779b9) | 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return (mixed ^ (mixed >>> 15)) >>> 0
  }
}
