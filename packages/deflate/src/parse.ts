import type { Costs } from './costs.ts'
import { DISTANCE_SHIFT, LENGTH_MASK, MIN_LENGTH, distanceSlot } from './format.ts'
import type { Matches } from './match-finder.ts'

/** Where a block begins, counted from the segment's first byte, and the costs of its steps. */
export interface PricedBlock {
  readonly start: number
  readonly costs: Costs
}

/**
 * Finds the cheapest way through a segment, as the shortest path from every byte to the end,
 * from the end backwards. A repetition costs what it costs in the block in which it begins.
 * @param steps receives at each place the best step from there (see `DISTANCE_SHIFT`)
 * @param remaining scratch, one longer than the segment
 */
export function findBestSteps(
  segment: Uint8Array,
  { first, found }: Matches,
  blocks: readonly PricedBlock[],
  steps: Uint32Array,
  remaining: Int32Array,
): void {
  let end = segment.length
  remaining[end] = 0
  for (const { start, costs } of blocks.toReversed()) {
    const { literals, lengths, distances } = costs
    for (let at = end - 1; at >= start; at -= 1) {
      const literal = segment[at] as number
      let best = (literals[literal] as number) + (remaining[at + 1] as number)
      let step = literal
      let length = MIN_LENGTH
      const last = first[at + 1] as number
      for (let index = first[at] as number; index < last; index += 1) {
        const match = found[index] as number
        const longest = match & LENGTH_MASK
        const distance = match >>> DISTANCE_SHIFT
        const price = distances[distanceSlot(distance)] as number
        for (; length <= longest; length += 1) {
          const cost = price + (lengths[length] as number) + (remaining[at + length] as number)
          if (cost < best) {
            best = cost
            step = (distance << DISTANCE_SHIFT) | length
          }
        }
      }
      remaining[at] = best
      steps[at] = step
    }
    end = start
  }
}
