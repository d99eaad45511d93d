import type { Decision, Decisions } from '@exuvia/model'

/**
 * The decision about a file in a target.
 * @param target as `formatTarget` writes it; empty for a distribution that no target contains
 */
export function decisionAt(
  decisions: Decisions,
  distribution: string,
  target: string,
  path: string,
): Decision | undefined {
  return decisions.get(distribution)?.get(target)?.get(path)
}

/** All decisions about a file that differ between targets; mostly one. */
export function decisionsAt(decisions: Decisions, distribution: string, path: string): Decision[] {
  const found = [...(decisions.get(distribution)?.values() ?? [])].flatMap((files) => files.get(path) ?? [])
  return found.filter((decision, index) => found.findIndex((other) => isSame(other, decision)) === index)
}

function isSame(one: Decision, other: Decision): boolean {
  return (
    one.rule === other.rule &&
    one.ship === other.ship &&
    JSON.stringify(one.level) === JSON.stringify(other.level)
  )
}
