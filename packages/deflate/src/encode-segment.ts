import { BitWriter } from './bit-writer.ts'
import { costsOfCounts, firstCosts } from './costs.ts'
import { MatchFinder } from './match-finder.ts'
import { type PricedBlock, findBestSteps } from './parse.ts'
import { type Block, splitIntoBlocks } from './split.ts'
import { writeBlock, writeStored } from './write-block.ts'

/** Bytes that are encoded together; their codes do not depend on later bytes. */
export const SEGMENT = 512 * 1024

/** Number of searches for the shortest path, each with the costs of the previous one. */
const PASSES = 3

const NOTHING = new Uint8Array()

/** Encodes one segment after the other, with memory for one. */
export class SegmentEncoder {
  readonly #finder = new MatchFinder(SEGMENT)
  readonly #steps = new Uint32Array(SEGMENT)
  readonly #remaining = new Int32Array(SEGMENT + 1)

  /**
   * Encodes a segment as deflate blocks (RFC 1951) that end at a whole byte. They depend only on
   * the given bytes.
   * @param bytes up to a window of bytes before the segment, and the segment
   * @param start where the segment begins
   * @param last whether the stream ends with the segment
   */
  encode(bytes: Uint8Array, start: number, last: boolean): Uint8Array<ArrayBuffer> {
    const out = new BitWriter()
    const segment = bytes.subarray(start)
    if (segment.length > 0) {
      for (const block of this.#cheapest(bytes, start)) {
        writeBlock(out, segment, this.#steps, block, last && block.end === segment.length)
      }
    }
    // An empty stored block pads the last byte (3.2.4).
    if (!last || segment.length === 0) writeStored(out, NOTHING, last)
    return out.finish()
  }

  /** Finds the cheapest steps and returns their blocks. */
  #cheapest(bytes: Uint8Array, start: number): Block[] {
    const segment = bytes.subarray(start)
    const matches = this.#finder.find(bytes, start)
    let blocks: Block[] = []
    let priced: PricedBlock[] = [{ start: 0, costs: firstCosts() }]
    for (let pass = 0; pass < PASSES; pass += 1) {
      findBestSteps(segment, matches, priced, this.#steps, this.#remaining)
      blocks = splitIntoBlocks(this.#steps, segment.length)
      priced = blocks.map(({ start: from, counts }) => ({ start: from, costs: costsOfCounts(counts) }))
    }
    return blocks
  }
}
