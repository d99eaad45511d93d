import { sentence } from './needs.ts'
import { TOOLS, type ToolTag } from './tools.ts'

/** How a test ended, and its tags. */
export interface Ended {
  readonly state: string
  readonly tags: readonly string[]
}

/**
 * The reasons for skipped tests, one line each, and the command that runs all tests. Empty
 * if no test was skipped. A slow test without its tool counts as slow: the tool alone
 * would not make it run.
 * @param leavesOutSlow whether the run skips slow tests
 */
export function skipSummary(
  tests: Iterable<Ended>,
  missing: readonly ToolTag[],
  leavesOutSlow: boolean,
): string[] {
  const counts = new Map<string, number>()
  let skipped = 0
  for (const { tags } of [...tests].filter(({ state }) => state === 'skipped')) {
    skipped += 1
    const isSlow = leavesOutSlow && tags.includes('slow')
    const reasons = isSlow ? ['slow'] : missing.filter((tool) => tags.includes(tool))
    for (const reason of reasons.length === 0 ? ['other'] : reasons)
      counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  if (skipped === 0) return []
  const lines = [...counts]
    .toSorted(([, first], [, second]) => second - first)
    .map(([reason, count]) => `  ${String(count).padStart(5)}  ${inWords(reason)}`)
  return [
    `${skipped} tests were skipped (a test that needs two tools is in two lines):`,
    ...lines,
    'To run them all: npm run test:all',
  ]
}

function inWords(reason: string): string {
  if (reason === 'slow') return 'slow'
  return isToolTag(reason) ? sentence(reason) : 'by a filter of names or tags'
}

function isToolTag(tag: string): tag is ToolTag {
  return Object.hasOwn(TOOLS, tag)
}
