import { damaged } from './packed-error.ts'

/** How many bits of the position and of the last byte choose a probability. */
export interface LzmaProperties {
  readonly literalContext: number
  readonly literalPosition: number
  readonly position: number
}

/** Where the unpacked bytes go, and how far back a match may reach. */
export interface LzmaTarget {
  readonly buffer: Uint8Array
  readonly from: number
  readonly to: number
  /** The first byte of the dictionary in the buffer. */
  readonly start: number
  /** Where positions count from. */
  readonly origin: number
  /** Bytes of the dictionary. */
  readonly dictionary: number
}

/** Reads the properties of an LZMA2 chunk. @throws PackedError */
export function lzmaProperties(byte: number): LzmaProperties {
  if (byte > (4 * 5 + 4) * 9 + 8) throw damaged('its LZMA properties are out of range')
  const literalContext = byte % 9
  const rest = Math.floor(byte / 9)
  const literalPosition = rest % 5
  if (literalContext + literalPosition > 4) throw damaged('its LZMA properties are out of range')
  return { literalContext, literalPosition, position: Math.floor(rest / 5) }
}

const EVEN = 1024
const STATES = 12
const POSITIONS = 16
const MIN_MATCH = 2
const LOW_SYMBOLS = 8
const SLOTS = 64
const FIRST_MODEL = 4
const END_MODEL = 14
const ALIGN_BITS = 4

/** The range coder's input: one chunk, of which every byte is used. */
class RangeDecoder {
  private readonly bytes: Uint8Array
  private at = 5
  private range = 0xffffffff
  private code: number

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
    if (bytes.length < 5 || bytes[0] !== 0) throw damaged('an LZMA chunk does not start correctly')
    this.code =
      (((bytes[1] ?? 0) << 24) | ((bytes[2] ?? 0) << 16) | ((bytes[3] ?? 0) << 8) | (bytes[4] ?? 0)) >>> 0
  }

  bit(probabilities: Uint16Array, index: number): 0 | 1 {
    if (this.range < 0x1000000) this.refill()
    const probability = probabilities[index] ?? 0
    const bound = (this.range >>> 11) * probability
    if (this.code < bound) {
      this.range = bound
      probabilities[index] = probability + ((2048 - probability) >>> 5)
      return 0
    }
    this.range -= bound
    this.code -= bound
    probabilities[index] = probability - (probability >>> 5)
    return 1
  }

  /** Bits that have no probability, the highest first. */
  direct(count: number): number {
    let value = 0
    for (let left = count; left > 0; left -= 1) {
      if (this.range < 0x1000000) this.refill()
      this.range >>>= 1
      const isSet = this.code >= this.range
      if (isSet) this.code -= this.range
      value = value * 2 + (isSet ? 1 : 0)
    }
    return value
  }

  /** A number of `bits` bits, the highest first. */
  tree(probabilities: Uint16Array, base: number, bits: number): number {
    let symbol = 1
    for (let left = bits; left > 0; left -= 1) symbol = (symbol << 1) | this.bit(probabilities, base + symbol)
    return symbol - (1 << bits)
  }

  /** The same, the lowest first. */
  reverseTree(probabilities: Uint16Array, base: number, bits: number): number {
    let symbol = 1
    let value = 0
    for (let place = 0; place < bits; place += 1) {
      const bit = this.bit(probabilities, base + symbol)
      symbol = (symbol << 1) | bit
      value |= bit << place
    }
    return value
  }

  /** Whether all bytes were used, and the coder stands where the encoder ended. */
  isFinished(): boolean {
    if (this.range < 0x1000000) this.refill()
    return this.at === this.bytes.length && this.code === 0
  }

  private refill(): void {
    // An index beyond the end gives 0; the chunk then has too few bytes, which `isFinished` notices.
    this.range = (this.range << 8) >>> 0
    this.code = ((this.code << 8) | (this.bytes[this.at] ?? 0)) >>> 0
    this.at += 1
  }
}

/** Lengths of matches, in three ranges. */
class LengthDecoder {
  private readonly choice = evens(2)
  private readonly low = evens(POSITIONS * LOW_SYMBOLS)
  private readonly middle = evens(POSITIONS * LOW_SYMBOLS)
  private readonly high = evens(256)

  read(coder: RangeDecoder, position: number): number {
    if (coder.bit(this.choice, 0) === 0) return MIN_MATCH + coder.tree(this.low, position * LOW_SYMBOLS, 3)
    if (coder.bit(this.choice, 1) === 0)
      return MIN_MATCH + LOW_SYMBOLS + coder.tree(this.middle, position * LOW_SYMBOLS, 3)
    return MIN_MATCH + 2 * LOW_SYMBOLS + coder.tree(this.high, 0, 8)
  }
}

interface Model {
  readonly literals: Uint16Array
  readonly isMatch: Uint16Array
  readonly isRepeat: Uint16Array
  readonly isRepeat0: Uint16Array
  readonly isRepeat0Long: Uint16Array
  readonly isRepeat1: Uint16Array
  readonly isRepeat2: Uint16Array
  readonly slots: Uint16Array
  readonly special: Uint16Array
  readonly align: Uint16Array
  readonly matchLength: LengthDecoder
  readonly repeatLength: LengthDecoder
}

/** Unpacks LZMA chunks, as the LZMA specification of Igor Pavlov describes them. */
export class LzmaDecoder {
  private readonly properties: LzmaProperties
  private model: Model
  private state = 0
  private distances: [number, number, number, number] = [0, 0, 0, 0]

  constructor(properties: LzmaProperties) {
    this.properties = properties
    this.model = freshModel(properties)
  }

  /** Forgets what it learned, and keeps the properties. */
  reset(): void {
    this.model = freshModel(this.properties)
    this.state = 0
    this.distances = [0, 0, 0, 0]
  }

  /** Fills the target from one chunk. @throws PackedError */
  unpack(bytes: Uint8Array, target: LzmaTarget): void {
    const coder = new RangeDecoder(bytes)
    const { buffer, start, origin, dictionary, to } = target
    const mask = (1 << this.properties.position) - 1
    let at = target.from
    while (at < to) {
      const place = (at - origin) & mask
      if (coder.bit(this.model.isMatch, this.state * POSITIONS + place) === 0) {
        buffer[at] = this.literal(coder, target, at)
        at += 1
        this.state = this.state < 4 ? 0 : this.state < 10 ? this.state - 3 : this.state - 6
        continue
      }
      const length = this.match(coder, place)
      const distance = this.distances[0] + 1
      if (distance > at - start || distance > dictionary) throw damaged('an LZMA match reaches too far back')
      if (length > to - at) throw damaged('an LZMA match is longer than its chunk')
      copyMatch(buffer, at, distance, length)
      at += length
    }
    if (!coder.isFinished()) throw damaged('an LZMA chunk does not end where it should')
  }

  private literal(coder: RangeDecoder, { buffer, start, origin }: LzmaTarget, at: number): number {
    const { literalContext, literalPosition } = this.properties
    const { literals } = this.model
    const before = at > start ? (buffer[at - 1] ?? 0) : 0
    const line = ((at - origin) & ((1 << literalPosition) - 1)) << literalContext
    const base = 0x300 * (line + (before >> (8 - literalContext)))
    let symbol = 1
    if (this.state >= 7) {
      const distance = this.distances[0] + 1
      if (distance > at - start) throw damaged('an LZMA match reaches too far back')
      let matched = buffer[at - distance] ?? 0
      while (symbol < 0x100) {
        const expected = (matched >> 7) & 1
        matched <<= 1
        const bit = coder.bit(literals, base + ((1 + expected) << 8) + symbol)
        symbol = (symbol << 1) | bit
        if (bit !== expected) break
      }
    }
    while (symbol < 0x100) symbol = (symbol << 1) | coder.bit(literals, base + symbol)
    return symbol & 0xff
  }

  /** The length of a match; its distance becomes the first of `distances`. */
  private match(coder: RangeDecoder, place: number): number {
    const { model, state } = this
    if (coder.bit(model.isRepeat, state) === 0) {
      const length = model.matchLength.read(coder, place)
      this.state = state < 7 ? 7 : 10
      const [first, second, third] = this.distances
      this.distances = [this.distance(coder, length), first, second, third]
      return length
    }
    if (coder.bit(model.isRepeat0, state) === 0) {
      if (coder.bit(model.isRepeat0Long, state * POSITIONS + place) === 0) {
        this.state = state < 7 ? 9 : 11
        return 1
      }
    } else this.distances = this.repeated(coder)
    const length = model.repeatLength.read(coder, place)
    this.state = state < 7 ? 8 : 11
    return length
  }

  private repeated(coder: RangeDecoder): [number, number, number, number] {
    const [first, second, third, fourth] = this.distances
    if (coder.bit(this.model.isRepeat1, this.state) === 0) return [second, first, third, fourth]
    if (coder.bit(this.model.isRepeat2, this.state) === 0) return [third, first, second, fourth]
    return [fourth, first, second, third]
  }

  private distance(coder: RangeDecoder, length: number): number {
    const { slots, special, align } = this.model
    const kind = Math.min(length - MIN_MATCH, 3)
    const slot = coder.tree(slots, kind * SLOTS, 6)
    if (slot < FIRST_MODEL) return slot
    const bits = (slot >> 1) - 1
    const base = (2 | (slot & 1)) * 2 ** bits
    if (slot < END_MODEL) return base + coder.reverseTree(special, base - slot, bits)
    const high = coder.direct(bits - ALIGN_BITS) * 2 ** ALIGN_BITS
    const distance = base + high + coder.reverseTree(align, 0, ALIGN_BITS)
    // LZMA alone ends with this distance; LZMA2 says in each chunk how long it is.
    if (distance === 0xffffffff) throw damaged('an LZMA chunk has an end mark')
    return distance
  }
}

/** A match may overlap what it writes: it then repeats its first bytes. */
function copyMatch(buffer: Uint8Array, at: number, distance: number, length: number): void {
  if (distance >= length && length > 16) {
    buffer.copyWithin(at, at - distance, at - distance + length)
    return
  }
  for (let end = at + length, to = at; to < end; to += 1) buffer[to] = buffer[to - distance] ?? 0
}

function freshModel({ literalContext, literalPosition }: LzmaProperties): Model {
  return {
    literals: evens(0x300 << (literalContext + literalPosition)),
    isMatch: evens(STATES * POSITIONS),
    isRepeat: evens(STATES),
    isRepeat0: evens(STATES),
    isRepeat0Long: evens(STATES * POSITIONS),
    isRepeat1: evens(STATES),
    isRepeat2: evens(STATES),
    slots: evens(4 * SLOTS),
    special: evens(1 + 128 - END_MODEL + 14),
    align: evens(1 << ALIGN_BITS),
    matchLength: new LengthDecoder(),
    repeatLength: new LengthDecoder(),
  }
}

function evens(count: number): Uint16Array {
  return new Uint16Array(count).fill(EVEN)
}
