import { LzmaDecoder, lzmaProperties } from './lzma.ts'
import { damaged } from './packed-error.ts'

/** The most that one chunk unpacks to: 2 MiB. */
const MAX_CHUNK = 1 << 21

/** What a chunk of LZMA2 begins with. */
export interface Chunk {
  readonly control: number
  readonly unpacked: number
  /** Bytes that follow the header. */
  readonly packed: number
  /** Undefined: those of an earlier chunk. */
  readonly properties: number | undefined
}

/**
 * Unpacks LZMA2 (the xz format, 5.3.1), chunk by chunk. It keeps the last bytes of the
 * output, as many as the dictionary has, because later chunks repeat them.
 */
export class Lzma2Decoder {
  /** It grows with what is unpacked, whatever the dictionary's stated size. */
  private buffer = new Uint8Array(0)
  /** The end of the output in the buffer, and the first byte of the current dictionary. */
  private end = 0
  private start = 0
  /** Where the dictionary began, which may be before the buffer: positions count from here. */
  private origin = 0
  private readonly dictionary: number
  private decoder: LzmaDecoder | undefined
  private needsDictionary = true

  /** @param dictionary bytes */
  constructor(dictionary: number) {
    this.dictionary = dictionary
  }

  /** @returns the unpacked bytes of one chunk, until the next call @throws PackedError */
  unpack(chunk: Chunk, bytes: Uint8Array): Uint8Array {
    const { control } = chunk
    if (control >= 0xe0 || control === 1) {
      this.needsDictionary = false
      this.start = this.end
      this.origin = this.end
      this.decoder = undefined
    } else if (this.needsDictionary) throw damaged('its first LZMA2 chunk does not start a dictionary')
    this.makeRoom(chunk.unpacked)
    const from = this.end
    if (control < 0x80) this.buffer.set(bytes, from)
    else this.unpackLzma(chunk, bytes)
    this.end = from + chunk.unpacked
    return this.buffer.subarray(from, this.end)
  }

  private unpackLzma({ control, unpacked, properties }: Chunk, bytes: Uint8Array): void {
    if (properties !== undefined) this.decoder = new LzmaDecoder(lzmaProperties(properties))
    else if (this.decoder === undefined) throw damaged('an LZMA2 chunk has no properties')
    else if (control >= 0xa0) this.decoder.reset()
    const reach = { start: this.start, origin: this.origin, dictionary: this.dictionary }
    this.decoder.unpack(bytes, { buffer: this.buffer, from: this.end, to: this.end + unpacked, ...reach })
  }

  private makeRoom(size: number): void {
    if (this.end + size <= this.buffer.length) return
    const kept = Math.min(this.end - this.start, this.dictionary)
    const most = this.dictionary + 2 * MAX_CHUNK
    const wanted = Math.max(kept + size, Math.min(most, this.buffer.length * 2))
    const next = wanted > this.buffer.length ? new Uint8Array(wanted) : this.buffer
    next.set(this.buffer.subarray(this.end - kept, this.end))
    this.buffer = next
    this.origin -= this.end - kept
    this.start = 0
    this.end = kept
  }
}
