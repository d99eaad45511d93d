import { BitWriter } from './bit-writer.ts'
import { costsOfCounts, firstCosts } from './costs.ts'
import { MatchFinder } from './match-finder.ts'
import { type PricedBlock, findBestSteps } from './parse.ts'
import { type Block, splitIntoBlocks } from './split.ts'
import { writeBlock, writeStored } from './write-block.ts'

/** Bytes that are encoded together; their codes rest on nothing that comes after. */
export const SEGMENT = 512 * 1024

/** The shortest path is looked for this often, each time with what the one before has cost. */
const PASSES = 3

const NOTHING = new Uint8Array()

/** Encodes one segment after the other; memory in proportion to one. */
export class SegmentEncoder {
  readonly #finder = new MatchFinder(SEGMENT)
  readonly #steps = new Uint32Array(SEGMENT)
  readonly #remaining = new Int32Array(SEGMENT + 1)

  /**
   * The deflate blocks (RFC 1951) of a segment, ended at a whole byte. They follow from the
   * given bytes alone.
   * @param bytes what came before the segment, as much as a window of it, and the segment
   * @param start where the segment begins
   * @param last whether the stream ends with it
   */
  encode(bytes: Uint8Array, start: number, last: boolean): Uint8Array<ArrayBuffer> {
    const out = new BitWriter()
    const segment = bytes.subarray(start)
    if (segment.length > 0) {
      for (const block of this.#cheapest(bytes, start)) {
        writeBlock(out, segment, this.#steps, block, last && block.end === segment.length)
      }
    }
    // An empty stored block fills the last byte up (3.2.4).
    if (!last || segment.length === 0) writeStored(out, NOTHING, last)
    return out.finish()
  }

  /** Finds the steps; gives the blocks that they are written in. */
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
