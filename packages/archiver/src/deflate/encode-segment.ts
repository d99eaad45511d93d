import { BitWriter } from './bit-writer.ts'
import { costsOfCounts, firstCosts } from './costs.ts'
import { MatchFinder } from './match-finder.ts'
import { findBestSteps } from './parse.ts'
import { splitIntoBlocks } from './split.ts'
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
  readonly #remaining = new Int32Array(SEGMENT + 1);

  /**
   * The deflate blocks (RFC 1951) of a segment, ended at a whole byte. They follow from the
   * given bytes alone. Between the steps of the work it yields.
   * @param bytes what came before the segment, as much as a window of it, and the segment
   * @param start where the segment begins
   * @param last whether the stream ends with it
   */
  *encode(bytes: Uint8Array, start: number, last: boolean): Generator<undefined, Uint8Array> {
    const out = new BitWriter()
    const segment = bytes.subarray(start)
    if (segment.length > 0) {
      const matches = this.#finder.find(bytes, start)
      yield
      let priced = [{ start: 0, costs: firstCosts() }]
      for (let pass = 1; ; pass += 1) {
        findBestSteps(segment, matches, priced, this.#steps, this.#remaining)
        yield
        const blocks = splitIntoBlocks(this.#steps, segment.length)
        if (pass === PASSES) {
          for (const block of blocks) {
            writeBlock(out, segment, this.#steps, block, last && block.end === segment.length)
          }
          break
        }
        priced = blocks.map(({ start: from, counts }) => ({ start: from, costs: costsOfCounts(counts) }))
        yield
      }
    }
    // An empty stored block fills the last byte up (3.2.4).
    if (!last || segment.length === 0) writeStored(out, NOTHING, last)
    return out.finish()
  }
}
