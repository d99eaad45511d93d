import { type Decision, type Finding, type NestedContent, type Subject, finding } from '@exuvia/model'

/**
 * Judges an archive inside a release. If the policy ships no source in its place, the archive must hold
 * none, and Exuvia must have read all of it. A written rule for the archive itself, which has a reason,
 * allows it as it is.
 * @param decision about the archive
 * @param python what would be decided about a module in its place
 */
export function judgeNested(
  inside: NestedContent,
  decision: Decision,
  python: Decision,
  subject: Subject,
): Finding[] {
  const allowsSource = python.ship === 'source' || python.ship === 'both' || python.ship === 'data'
  if (allowsSource || decision.ship === 'exclude' || decision.rule !== 'built in') return []
  const { sources, unread } = inside
  if (sources.length > 0) return [finding('nested-source', 'error', subject, { sources: [...sources] })]
  return unread === undefined ? [] : [finding('nested-unread', 'error', subject, { reason: unread })]
}
